package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Lets only operators in: callers with the scope {@code haihe/admin}. */
@Component
class Administration {

    private static final String SCOPE = "haihe/admin";

    private final CallerResolver callers;

    Administration(CallerResolver callers) {
        this.callers = callers;
    }

    void require(HttpServletRequest request) {
        Caller caller = callers.require(request);
        if (!caller.has(SCOPE)) {
            throw new HaiheException(ErrorCode.INSUFFICIENT_SCOPE, "scope (expected: " + SCOPE + ")");
        }
    }
}
