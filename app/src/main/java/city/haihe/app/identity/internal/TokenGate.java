package city.haihe.app.identity.internal;

import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.ErrorResponder;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Closed by default: nothing under {@code /fhir}, {@code /v2} and {@code /admin} is reached without a token, but what is public. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class TokenGate extends OncePerRequestFilter {

    private final CallerResolver callers;
    private final ErrorResponder errors;

    TokenGate(CallerResolver callers, ErrorResponder errors) {
        this.callers = callers;
        this.errors = errors;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        boolean guarded = isUnder(path, "/fhir") || isUnder(path, "/admin") || isUnder(path, "/v2");
        return !guarded || path.equals("/fhir/metadata") || path.equals("/fhir/.well-known/smart-configuration");
    }

    private static boolean isUnder(String path, String root) {
        return path.startsWith(root)
                && (path.length() == root.length() || "/;".indexOf(path.charAt(root.length())) >= 0);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            callers.require(request);
        } catch (HaiheException refused) {
            if (refused.code() == ErrorCode.UNAUTHENTICATED) {
                boolean presented = request.getHeader("Authorization") != null;
                response.setHeader(
                        "WWW-Authenticate",
                        presented ? "Bearer realm=\"haihe\", error=\"invalid_token\"" : "Bearer realm=\"haihe\"");
            }
            errors.respond(request, response, refused);
            return;
        }
        chain.doFilter(request, response);
    }
}
