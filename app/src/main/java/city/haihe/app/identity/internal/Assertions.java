package city.haihe.app.identity.internal;

import city.haihe.app.platform.Database;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** Checks {@code private_key_jwt} by the client's stored keys; each assertion is good once (SMART Backend Services). */
@Component
class Assertions implements JwtDecoderFactory<RegisteredClient> {

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES384, JWSAlgorithm.RS384, JWSAlgorithm.ES256, JWSAlgorithm.PS384);

    /** SMART App Launch 2.2, "Authentication JWT claims": at most five minutes, and one for clocks that differ. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(6);

    private final Database database;

    Assertions(Database database) {
        this.database = database;
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient client) {
        String jwks = client.getClientSettings().getSetting(StoredClients.JWKS);
        if (jwks == null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        try {
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSKeySelector(
                    new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(JWKSet.parse(jwks))));
            processor.setJWTClaimsSetVerifier((claims, context) -> {});
            NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
            decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                    JwtClientAssertionDecoderFactory.DEFAULT_JWT_VALIDATOR_FACTORY.apply(client),
                    assertion -> useOnce(client.getClientId(), assertion)));
            return decoder;
        } catch (ParseException broken) {
            throw new IllegalStateException("a client's keys cannot be read", broken);
        }
    }

    private OAuth2TokenValidatorResult useOnce(String clientId, Jwt assertion) {
        Instant expires = assertion.getExpiresAt();
        String id = assertion.getId();
        if (id == null || expires == null || expires.isAfter(Instant.now().plus(LONGEST_LIFE))) {
            return refused("jti and exp (expected: both, at most five minutes ahead)");
        }
        boolean first = database.transaction(transaction -> {
            try (PreparedStatement insert = transaction
                    .connection()
                    .prepareStatement("INSERT INTO identity.used_assertion (client_id, jti, expires)"
                            + " VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, clientId);
                insert.setString(2, id);
                insert.setTimestamp(3, Timestamp.from(expires));
                return insert.executeUpdate() == 1;
            }
        });
        return first ? OAuth2TokenValidatorResult.success() : refused("jti (expected: one that was not used)");
    }

    private static OAuth2TokenValidatorResult refused(String description) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, description, null));
    }
}
