package city.haihe.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody of the sample city who can sign in.
 *
 * @param username their name in pinyin
 * @param displayName their name
 * @param role what they are
 * @param resourceType {@code Patient} or {@code Practitioner}, or null for who has no resource
 * @param identifiers their identifiers as {@code system|value}; the first finds the resource
 */
public record SignIn(
        String username,
        String displayName,
        Role role,
        @Nullable String resourceType,
        List<String> identifiers) {

    /** What somebody is in the city. */
    public enum Role {
        RESIDENT,
        CLINICIAN,
        OPERATOR,
        DATA_PROTECTION_OFFICER
    }

    public SignIn {
        identifiers = List.copyOf(identifiers);
    }
}
