package city.haihe.app.identity.internal;

import java.time.Instant;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/** A signed-in person as Spring Security sees them: their id, and when they signed in. */
final class PersonAuthentication {

    private PersonAuthentication() {}

    static Authentication of(String personId, Instant authenticated) {
        UsernamePasswordAuthenticationToken token =
                UsernamePasswordAuthenticationToken.authenticated(personId, "", List.of(password(authenticated)));
        token.setDetails(authenticated);
        return token;
    }

    /** Spring takes the id token's {@code auth_time} from here. */
    private static FactorGrantedAuthority password(Instant authenticated) {
        return FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                .issuedAt(authenticated)
                .build();
    }
}
