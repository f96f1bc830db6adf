package city.haihe.app.identity.internal;

import city.haihe.app.platform.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/** What stands in access tokens (RFC 9068) and id tokens (OpenID Connect Core 2, SMART {@code fhirUser}). */
@Component
class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    private final StoredPeople people;
    private final String publicUrl;

    TokenClaims(StoredPeople people, Settings settings) {
        this.people = people;
        this.publicUrl = settings.publicUrl();
    }

    @Override
    public void customize(JwtEncodingContext context) {
        context.getJwsHeader().algorithm(SignatureAlgorithm.ES256);
        Set<String> scopes = context.getAuthorizedScopes();
        boolean access = OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType());
        if (access) {
            context.getJwsHeader().type(AuthorizationServer.ACCESS_TOKEN_TYPE);
            context.getClaims()
                    .audience(List.of(publicUrl + "/fhir"))
                    .claim(Tokens.CLIENT, context.getRegisteredClient().getClientId())
                    .claim(Tokens.SCOPE, String.join(" ", scopes));
        }
        if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
            return;
        }
        Authentication principal = Objects.requireNonNull(context.getPrincipal());
        Person person = people.byId(UUID.fromString(principal.getName())).orElseThrow();
        String fhirUser = person.fhirUser();
        if (access) {
            OAuth2Authorization grant = context.getAuthorization();
            if (grant != null) {
                context.getClaims().claim(Tokens.GRANT, grant.getId());
            }
            if (fhirUser != null) {
                context.getClaims().claim(Tokens.FHIR_USER, fhirUser);
            }
            if (person.patientId() != null && ScopeRules.needsPatient(scopes)) {
                context.getClaims().claim(Tokens.PATIENT, person.patientId());
            }
        } else {
            if (principal.getDetails() instanceof Instant authenticated) {
                context.getClaims().claim("auth_time", authenticated.getEpochSecond());
            }
            if (fhirUser != null && scopes.contains("fhirUser")) {
                context.getClaims().claim("fhirUser", publicUrl + "/fhir/" + fhirUser);
            }
        }
    }
}
