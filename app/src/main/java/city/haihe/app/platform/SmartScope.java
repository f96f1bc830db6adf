package city.haihe.app.platform;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One SMART on FHIR v2 scope, such as {@code patient/Observation.rs} or, with a search restriction,
 * {@code patient/Observation.rs?category=laboratory} (SMART App Launch 2.2, "Scopes for requesting FHIR Resources").
 *
 * @param level whose data: the launch patient's, the user's, or the system's
 * @param type a resource type, or {@code *}
 * @param permissions a subset of {@code cruds}, in that order
 * @param restriction what a resource must be found by, as the query string that was granted; empty where nothing is asked
 */
public record SmartScope(Level level, String type, String permissions, String restriction) {

    private static final Pattern SYNTAX =
            Pattern.compile("(patient|user|system)/([A-Z][A-Za-z]*|\\*)\\.(c?r?u?d?s?)(?:\\?(.+))?");

    /** Every token carries its scopes in each request's header, which is bounded as well. */
    private static final int LONGEST_RESTRICTION = 1_000;

    /** A restriction has one or two parameters; more than that is not meant to be read by people. */
    private static final int MOST_ITEMS = 10;

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

    /**
     * One condition of a restriction, decoded.
     *
     * @param parameter a search parameter, with its modifier
     * @param value its value; alternatives are separated by commas
     */
    public record Item(String parameter, String value) {

        /** Whether whatever meets the other meets this one: it names the same, and the same or more alternatives. */
        boolean isLooserOrEqual(Item other) {
            if (!parameter.equals(other.parameter)) {
                return false;
            }
            if (value.equals(other.value)) {
                return true;
            }
            Set<String> own = Set.of(distinct(value));
            Set<String> others = Set.of(distinct(other.value));
            // "Not" asks that none of them hold, so that more of them ask for more.
            return parameter.contains(":not") ? others.containsAll(own) : own.containsAll(others);
        }

        private static String[] distinct(String value) {
            // An escaped comma is part of a value: then only an equal text is taken for as loose.
            return value.indexOf('\\') >= 0
                    ? new String[] {value}
                    : List.of(value.split(",")).stream().distinct().toArray(String[]::new);
        }
    }

    /** A scope without a restriction. */
    public SmartScope(Level level, String type, String permissions) {
        this(level, type, permissions, "");
    }

    /** The scope, or empty where the text is none (as {@code openid} is none). */
    public static Optional<SmartScope> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches() || matcher.group(3).isEmpty()) {
            return Optional.empty();
        }
        Level level = Level.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        String restriction = matcher.group(4) == null ? "" : matcher.group(4);
        if (!restriction.isEmpty() && items(restriction).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SmartScope(level, matcher.group(2), matcher.group(3), restriction));
    }

    /** The conditions of the restriction, all of which must hold; none where there is no restriction. */
    public List<Item> items() {
        return restriction.isEmpty() ? List.of() : items(restriction).orElseThrow();
    }

    private static Optional<List<Item>> items(String restriction) {
        if (restriction.length() > LONGEST_RESTRICTION) {
            return Optional.empty();
        }
        List<Item> items = new ArrayList<>();
        for (String part : restriction.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1 || equals == part.length() - 1 || items.size() == MOST_ITEMS) {
                return Optional.empty();
            }
            try {
                items.add(new Item(decode(part.substring(0, equals)), decode(part.substring(equals + 1))));
            } catch (IllegalArgumentException malformedEscape) {
                return Optional.empty();
            }
        }
        return Optional.of(items);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Whether only what the restriction finds is reached. */
    public boolean isRestricted() {
        return !restriction.isEmpty();
    }

    /** Whether this scope allows the permission on the type, on all of its resources or on those that it is restricted to. */
    public boolean allows(String resourceType, Permission permission) {
        return (type.equals("*") || type.equals(resourceType)) && permissions.indexOf(permission.letter) >= 0;
    }

    /** Whether everything that the other scope allows is allowed by this one, at the same level. */
    public boolean covers(SmartScope other) {
        return level == other.level
                && (type.equals("*") || type.equals(other.type))
                && other.permissions.chars().allMatch(letter -> permissions.indexOf(letter) >= 0)
                && isLooserOrEqual(other);
    }

    private boolean isLooserOrEqual(SmartScope other) {
        if (!isRestricted()) {
            return true;
        }
        return items().stream().allMatch(item -> other.items().stream().anyMatch(item::isLooserOrEqual));
    }

    @Override
    public String toString() {
        String scope = level.name().toLowerCase(Locale.ROOT) + "/" + type + "." + permissions;
        return isRestricted() ? scope + "?" + restriction : scope;
    }
}
