package city.haihe.app.identity.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.ErrorResponder;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Slows down an address that guesses clients' secrets or tokens. Requests that succeed are not counted. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class TokenLimit extends OncePerRequestFilter {

    /** Apps behind one address make mistakes too. */
    private static final int FREE_FAILURES = 60;

    private final Attempts attempts;
    private final ErrorResponder errors;

    TokenLimit(Attempts attempts, ErrorResponder errors) {
        this.attempts = attempts;
        this.errors = errors;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.equals("/oauth2/token") && !path.equals("/oauth2/introspect") && !path.equals("/oauth2/revoke");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = "token " + request.getRemoteAddr();
        Duration pause = attempts.pause(key);
        if (pause.isPositive()) {
            response.setHeader("Retry-After", Long.toString(pause.toSeconds() + 1));
            errors.respond(
                    request, response, new HaiheException(ErrorCode.TOO_MANY_REQUESTS, "too many failures; wait"));
            return;
        }
        chain.doFilter(request, response);
        if (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
            attempts.failed(key, FREE_FAILURES);
        }
    }
}
