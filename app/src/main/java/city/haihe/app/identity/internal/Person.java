package city.haihe.app.identity.internal;

import city.haihe.app.identity.PersonRole;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody who may sign in, as stored. */
record Person(
        UUID id,
        String username,
        String displayName,
        PersonRole role,
        @Nullable String fhirUser,
        @Nullable String patientId,
        String passwordHash) {}
