package city.haihe.app.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person with a living session.
 *
 * @param personId who
 * @param displayName the name that pages show
 * @param patientId the id of their own Patient, or null
 * @param fhirUser their resource, such as {@code Patient/ID}, or null
 * @param role what they are
 * @param authenticated when they signed in
 * @param session a name for this session that opens nothing; {@link SessionEnded} carries it
 * @param formToken what each form of this session's pages sends as {@code token}
 */
public record SignedIn(
        UUID personId,
        String displayName,
        @Nullable String patientId,
        @Nullable String fhirUser,
        PersonRole role,
        Instant authenticated,
        String session,
        String formToken) {}
