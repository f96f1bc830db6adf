package city.haihe.app.identity.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.security.oauth2.jwt.Jwt;

/** What our access tokens say beside RFC 9068. */
final class Tokens {

    /** The grant that a person's token belongs to; a client's own token has none. */
    static final String GRANT = "grant";

    static final String PATIENT = "patient";
    static final String FHIR_USER = "fhirUser";
    static final String SCOPE = "scope";
    static final String CLIENT = "client_id";

    private Tokens() {}

    static Set<String> scopes(Jwt token) {
        String scope = token.getClaimAsString(SCOPE);
        return scope == null || scope.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(scope.split(" ")));
    }
}
