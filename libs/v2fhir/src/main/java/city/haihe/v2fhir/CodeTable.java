package city.haihe.v2fhir;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of codes: which FHIR code an HL7 v2 code means.
 *
 * @param name the table's name; four digits name the HL7 v2 table
 * @param originalSystem the system of the HL7 v2 codes
 * @param system the system of the FHIR codes
 * @param strict whether a code that is not in the table refuses the message
 * @param identity whether a code without a row stands for itself
 * @param rows the rows by HL7 v2 code
 */
record CodeTable(
        String name,
        @Nullable String originalSystem,
        String system,
        boolean strict,
        boolean identity,
        Map<String, Row> rows) {

    /** A FHIR code with its display and system. */
    record Row(String code, @Nullable String display, String system) {}

    @Nullable
    Row row(String code) {
        Row row = rows.get(code);
        return row != null || !identity || code.isEmpty() ? row : new Row(code, null, system);
    }

    /** This table with the rows of an overlay, which take the place of rows of the same code. */
    CodeTable with(CodeTable overlay) {
        Map<String, Row> both = new HashMap<>(rows);
        both.putAll(overlay.rows);
        return new CodeTable(name, originalSystem, system, strict, identity, Map.copyOf(both));
    }

    /** The system of the codes of an HL7 v2 table, or null where four digits name none. */
    static @Nullable String v2System(String table) {
        boolean digits = table.length() == 4 && table.chars().allMatch(Character::isDigit);
        return digits ? "http://terminology.hl7.org/CodeSystem/v2-" + table : null;
    }
}
