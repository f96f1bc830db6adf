package city.haihe.app.identity.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Brings the person of the session cookie to the authorization endpoint. */
final class SessionAuthenticationFilter extends OncePerRequestFilter {

    private final StoredSessions sessions;

    SessionAuthenticationFilter(StoredSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!request.getRequestURI().equals("/oauth2/authorize")) {
            chain.doFilter(request, response);
            return;
        }
        if (request.getMethod().equals("POST")) {
            sessions.requireSameSite(request);
        }
        sessions.current(request).ifPresent(person -> {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(AuthorizationServer.authentication(person));
            SecurityContextHolder.setContext(context);
        });
        chain.doFilter(request, new LocalRedirects(response));
    }

    /** Spring makes the consent page's address of the Host header; a path is enough, and keeps the session's host. */
    private static final class LocalRedirects extends HttpServletResponseWrapper {
        LocalRedirects(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void sendRedirect(String location) throws IOException {
            int consent = location.indexOf("/consent?");
            boolean toConsent = consent > 0 && location.indexOf('/', "https://".length()) == consent;
            if (toConsent) {
                setStatus(SC_FOUND);
                setHeader("Location", location.substring(consent));
            } else {
                super.sendRedirect(location);
            }
        }
    }
}
