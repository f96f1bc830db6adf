package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions as HTTP has them: {@code W/"3"} (FHIR R4 3.1.0.1.3). */
final class EntityTag {

    private static final Pattern SYNTAX = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

    private EntityTag() {}

    static String of(long version) {
        return "W/\"" + version + "\"";
    }

    /** The version that a tag names. */
    static long parse(String tag) {
        Matcher matcher = SYNTAX.matcher(tag.strip());
        if (!matcher.matches()) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "If-Match: not a version (expected: an entity tag such as W/\"3\")");
        }
        return Long.parseLong(matcher.group(1));
    }

    /** Whether a list of tags, or {@code *}, has the version (RFC 9110 13.1.2). */
    static boolean lists(String tags, long version) {
        if (tags.equals(of(version))) {
            return true;
        }
        String quoted = "\"" + version + "\"";
        for (String tag : tags.split(",")) {
            String plain = tag.strip();
            if (plain.equals("*") || plain.equals(quoted) || plain.equals("W/" + quoted)) {
                return true;
            }
        }
        return false;
    }
}
