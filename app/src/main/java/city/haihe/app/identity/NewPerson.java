package city.haihe.app.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who shall be able to sign in.
 *
 * @param username the name to sign in with; case does not matter
 * @param displayName the name that pages show
 * @param role what they are
 * @param fhirUser their resource, such as {@code Patient/ID} or {@code Practitioner/ID}, or null
 * @param identifiers their identifiers as {@code system|value}, for {@code credentials.json} only
 * @param patientId the id of their own Patient, or null
 */
public record NewPerson(
        String username,
        String displayName,
        PersonRole role,
        @Nullable String fhirUser,
        List<String> identifiers,
        @Nullable String patientId) {

    public NewPerson {
        identifiers = List.copyOf(identifiers);
    }
}
