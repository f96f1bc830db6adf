package city.haihe.app.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * A public client that refreshes or revokes: it names itself and proves itself by the token it holds. (With a code it
 * proves itself by PKCE, which Spring's own provider checks.)
 */
final class PublicClient implements AuthenticationProvider {

    private final StoredClients clients;

    PublicClient(StoredClients clients) {
        this.clients = clients;
    }

    /** What it says of itself. */
    static final class Named extends OAuth2ClientAuthenticationToken {
        Named(String clientId) {
            super(clientId, ClientAuthenticationMethod.NONE, null, Map.of());
        }
    }

    static @Nullable Authentication convert(HttpServletRequest request) {
        String[] ids = request.getParameterValues("client_id");
        boolean refreshes = request.getRequestURI().equals("/oauth2/token")
                && "refresh_token".equals(request.getParameter("grant_type"));
        boolean revokes = request.getRequestURI().equals("/oauth2/revoke");
        if (ids == null
                || ids.length != 1
                || !(refreshes || revokes)
                || request.getHeader("Authorization") != null
                || request.getParameter("client_secret") != null
                || request.getParameter("client_assertion") != null) {
            return null;
        }
        return new Named(ids[0]);
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        if (!(authentication instanceof Named named)) {
            return null;
        }
        RegisteredClient client = clients.findByClientId(named.getName());
        if (client == null || !client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
