package city.haihe.app.identity.internal;

import java.time.Instant;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** A signed-in person as Spring Security sees them: their id, and when they signed in. */
final class PersonAuthentication {

    private PersonAuthentication() {}

    static Authentication of(String personId, Instant authenticated) {
        UsernamePasswordAuthenticationToken token =
                UsernamePasswordAuthenticationToken.authenticated(personId, "", List.of());
        token.setDetails(authenticated);
        return token;
    }
}
