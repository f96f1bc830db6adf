package city.haihe.app.platform;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One SMART on FHIR v2 scope, such as {@code patient/Observation.rs} (SMART App Launch 2.2, "Scopes for requesting FHIR
 * Resources"). Scopes with a search restriction ({@code ?category=…}) are not supported and do not parse.
 *
 * @param level whose data: the launch patient's, the user's, or the system's
 * @param type a resource type, or {@code *}
 * @param permissions a subset of {@code cruds}, in that order
 */
public record SmartScope(Level level, String type, String permissions) {

    private static final Pattern SYNTAX = Pattern.compile("(patient|user|system)/([A-Z][A-Za-z]*|\\*)\\.(c?r?u?d?s?)");

    /** Whose data a scope reaches. */
    public enum Level {
        PATIENT,
        USER,
        SYSTEM
    }

    /** What may be done with a resource. */
    public enum Permission {
        CREATE('c'),
        READ('r'),
        UPDATE('u'),
        DELETE('d'),
        SEARCH('s');

        private final char letter;

        Permission(char letter) {
            this.letter = letter;
        }
    }

    /** The scope, or empty where the text is none (as {@code openid} is none). */
    public static Optional<SmartScope> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches() || matcher.group(3).isEmpty()) {
            return Optional.empty();
        }
        Level level = Level.valueOf(matcher.group(1).toUpperCase(java.util.Locale.ROOT));
        return Optional.of(new SmartScope(level, matcher.group(2), matcher.group(3)));
    }

    /** Whether this scope allows the permission on the type. */
    public boolean allows(String resourceType, Permission permission) {
        return (type.equals("*") || type.equals(resourceType)) && permissions.indexOf(permission.letter) >= 0;
    }

    /** Whether everything that the other scope allows is allowed by this one, at the same level. */
    public boolean covers(SmartScope other) {
        return level == other.level
                && (type.equals("*") || type.equals(other.type))
                && other.permissions.chars().allMatch(letter -> permissions.indexOf(letter) >= 0);
    }

    @Override
    public String toString() {
        return level.name().toLowerCase(java.util.Locale.ROOT) + "/" + type + "." + permissions;
    }
}
