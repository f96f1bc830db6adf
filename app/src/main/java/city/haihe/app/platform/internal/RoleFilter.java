package city.haihe.app.platform.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.ErrorResponder;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Keeps closed what belongs to a role that this process does not have, and everything until the start is complete. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RoleFilter extends OncePerRequestFilter {

    private final Settings settings;
    private final Lifecycle lifecycle;
    private final ErrorResponder errors;

    RoleFilter(Settings settings, Lifecycle lifecycle, ErrorResponder errors) {
        this.settings = settings;
        this.lifecycle = lifecycle;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var role = RoleMap.roleOf(request.getRequestURI());
        if (role.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        if (!settings.roles().contains(role.get())) {
            errors.respond(
                    request,
                    response,
                    new HaiheException(ErrorCode.NOT_FOUND, "this process does not open that address (see --roles)"));
        } else if (lifecycle.isStarting()) {
            errors.respond(request, response, new HaiheException(ErrorCode.UNAVAILABLE, "starting; try again"));
        } else {
            chain.doFilter(request, response);
        }
    }
}
