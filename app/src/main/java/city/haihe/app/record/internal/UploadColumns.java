package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the columns of an upload are: {@code code}, {@code display}, {@code definition}, {@code parent}, {@code inactive},
 * {@code designation} and {@code designation:LANGUAGE}, {@code property:CODE}. A file with other names in its first line is read
 * with a {@code column} for each that counts, as {@code column=LOINC_NUM=code}; the others are left out.
 */
final class UploadColumns {

    private static final String DESIGNATION = "designation";
    private static final String DESIGNATION_IN = "designation:";
    private static final String PROPERTY = "property:";
    private static final String EXPECTED =
            "code, display, definition, parent, inactive, designation, designation:LANGUAGE or property:CODE";

    /** A code that stands below several concepts has them between these. */
    private static final String SEVERAL = "\\|";

    private final List<String> roles;

    private UploadColumns(List<String> roles) {
        this.roles = roles;
    }

    /** The columns of the first line, with the names that the upload gives them. */
    static UploadColumns of(List<String> names, List<String> renamed) {
        Map<String, String> roles = new HashMap<>();
        for (String each : renamed) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw RecordErrors.parameter("column", each, "NAME=ROLE, as LOINC_NUM=code");
            }
            roles.put(
                    each.substring(0, equals).strip(),
                    each.substring(equals + 1).strip());
        }
        List<String> known = new ArrayList<>();
        for (String name : names) {
            String plain = name.strip();
            known.add(roles.isEmpty() ? plain : roles.getOrDefault(plain, ""));
        }
        known.forEach(UploadColumns::check);
        if (!known.contains("code")) {
            throw new HaiheException(
                    ErrorCode.INVALID_PARAMETER,
                    "the first line names no column code (expected: names out of " + EXPECTED + ")");
        }
        return new UploadColumns(List.copyOf(known));
    }

    private static void check(String role) {
        boolean right = switch (role) {
            case "", "code", "display", "definition", "parent", "inactive", DESIGNATION -> true;
            default ->
                role.startsWith(DESIGNATION_IN) && role.length() > DESIGNATION_IN.length()
                        || role.startsWith(PROPERTY) && role.length() > PROPERTY.length();
        };
        if (!right) {
            throw RecordErrors.parameter("column", role, EXPECTED);
        }
    }

    /** The concept of a record. A record that is none has a message instead. */
    sealed interface Read {
        /** A concept. */
        record Row(ConceptRow row) implements Read {}

        /** What is wrong. */
        record Wrong(String message) implements Read {}
    }

    Read read(List<String> fields) {
        if (fields.size() > roles.size()) {
            return new Read.Wrong(fields.size() + " fields (expected: " + roles.size() + ", as in the first line)");
        }
        String code = "";
        String display = "";
        String definition = "";
        List<String> parents = new ArrayList<>();
        Map<String, List<String>> designations = ConceptRow.ordered();
        Map<String, List<String>> properties = ConceptRow.ordered();
        for (int index = 0; index < fields.size(); index++) {
            String role = roles.get(index);
            String value = fields.get(index).strip();
            if (value.isEmpty()) {
                continue;
            }
            if (value.indexOf('\0') >= 0) {
                return new Read.Wrong("a character of code 0 (expected: text)");
            }
            switch (role) {
                case "" -> {
                    // A column that nothing was said about.
                }
                case "code" -> code = value;
                case "display" -> display = value;
                case "definition" -> definition = value;
                case "parent" -> {
                    for (String parent : value.split(SEVERAL)) {
                        parents.add(parent.strip());
                    }
                }
                case "inactive" -> add(properties, "inactive", Boolean.toString(isTrue(value)));
                case DESIGNATION -> add(designations, "", value);
                default -> {
                    if (role.startsWith(DESIGNATION_IN)) {
                        add(designations, role.substring(DESIGNATION_IN.length()), value);
                    } else {
                        add(properties, role.substring(PROPERTY.length()), value);
                    }
                }
            }
        }
        List<String> above =
                parents.stream().filter(parent -> !parent.isEmpty()).distinct().toList();
        return code.isEmpty()
                ? new Read.Wrong("no code (expected: a value in the column code)")
                : new Read.Row(new ConceptRow(code, display, definition, above, designations, properties));
    }

    private static boolean isTrue(String value) {
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "1", "y", "yes", "是" -> true;
            default -> false;
        };
    }

    private static void add(Map<String, List<String>> values, String name, String value) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
}
