package city.haihe.app.identity.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/** Opaque refresh tokens for whoever was granted {@code offline_access}, public clients too: each is used once. */
final class RefreshTokens implements OAuth2TokenGenerator<OAuth2RefreshToken> {

    @Override
    public @Nullable OAuth2RefreshToken generate(OAuth2TokenContext context) {
        if (!OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())
                || !context.getAuthorizedScopes().contains("offline_access")) {
            return null;
        }
        Instant now = Instant.now();
        return new OAuth2RefreshToken(
                Secrets.next(),
                now,
                now.plus(context.getRegisteredClient().getTokenSettings().getRefreshTokenTimeToLive()));
    }
}
