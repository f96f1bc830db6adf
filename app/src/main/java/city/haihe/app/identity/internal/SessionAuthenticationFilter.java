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

    private final StoredConsents consents;

    SessionAuthenticationFilter(StoredSessions sessions, StoredConsents consents) {
        this.sessions = sessions;
        this.consents = consents;
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
            String client = request.getParameter("client_id");
            boolean refused = request.getMethod().equals("POST")
                    && request.getParameter("state") != null
                    && request.getParameter("scope") == null;
            if (refused && client != null) {
                // Else Spring would grant what was allowed earlier to whoever is refused more.
                consents.forget(client, person.personId());
            }
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(AuthorizationServer.authentication(person));
            SecurityContextHolder.setContext(context);
        });
        chain.doFilter(request, new LocalRedirects(response, Words.preferred(request)));
    }

    /** Spring makes the consent page's address of the Host header; a path is enough, and keeps the session's host. */
    private static final class LocalRedirects extends HttpServletResponseWrapper {
        private final Words words;

        LocalRedirects(HttpServletResponse response, Words words) {
            super(response);
            this.words = words;
        }

        @Override
        public void sendRedirect(String location) throws IOException {
            int consent = location.indexOf("/consent?");
            boolean toConsent = consent > 0 && location.indexOf('/', "https://".length()) == consent;
            if (toConsent) {
                setStatus(SC_FOUND);
                // Spring leaves a plus in a scope as it is, which a form's reader takes for a space.
                setHeader("Location", words.path(location.substring(consent)).replace("+", "%2B"));
            } else {
                super.sendRedirect(location);
            }
        }
    }
}
