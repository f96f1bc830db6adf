package city.haihe.app.identity.internal;

import city.haihe.app.platform.Database;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
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
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** Checks {@code private_key_jwt} by the client's stored keys; each assertion is good once (SMART Backend Services). */
@Component
class Assertions implements JwtDecoderFactory<RegisteredClient> {

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES384, JWSAlgorithm.RS384, JWSAlgorithm.ES256, JWSAlgorithm.PS384);

    /** SMART App Launch 2.2, "Authentication JWT claims": at most five minutes, and one for clocks that differ. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(6);

    /** What Spring calls a client that is proved by an assertion, before it knows of which kind. */
    private static final ClientAuthenticationMethod METHOD =
            new ClientAuthenticationMethod("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

    private final Database database;

    Assertions(Database database) {
        this.database = database;
    }

    /** RFC 7521 4.2: the assertion names the client; {@code client_id} beside it is optional, while Spring wants it. */
    static @Nullable Authentication convert(HttpServletRequest request) {
        String[] assertions = request.getParameterValues("client_assertion");
        if (assertions == null
                || assertions.length != 1
                || request.getParameter("client_id") != null
                || request.getHeader("Authorization") != null
                || !METHOD.getValue().equals(request.getParameter("client_assertion_type"))) {
            return null;
        }
        try {
            String client = SignedJWT.parse(assertions[0]).getJWTClaimsSet().getSubject();
            return client == null ? null : new OAuth2ClientAuthenticationToken(client, METHOD, assertions[0], Map.of());
        } catch (ParseException noAssertion) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
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
