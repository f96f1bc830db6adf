package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.CodeTable.Row;
import city.haihe.v2fhir.Translation.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Coded values (HL7 v2.5.1 2.A.13, CWE; CE, CNE and CF have the same components; of ID and IS there is only the first).
 * A mapped code comes first; the codes that were sent stay beside it.
 */
final class CodedValues {

    private static final int ORIGINAL_TEXT = 9;

    /** Where the three codes of a CWE stand: code, display, system, version, object identifier of the system. */
    private static final int[][] TRIPLETS = {{1, 2, 3, 7, 14}, {4, 5, 6, 8, 17}, {10, 11, 12, 13, 20}};

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Systems systems;

    CodedValues(Systems systems) {
        this.systems = systems;
    }

    /** A code of a table. */
    Converter code(CodeTable table) {
        return (run, source) -> {
            Row row = table.row(source.text());
            if (row != null) {
                return new FhirString(row.code());
            }
            if (table.strict()) {
                run.refuse(Kind.INVALID_VALUE, source, "expected: a code of HL7 table " + table.name());
            }
            return null;
        };
    }

    /** A CodeableConcept of a table's row with its display as text; the source is a code that the table has. */
    Converter row(CodeTable table) {
        return (_, source) -> {
            Row row = table.row(source.text());
            return row == null ? null : concept(coding(row)).putIfPresent("text", row.display());
        };
    }

    Converter constantCoding(String system) {
        return (_, source) -> new FhirObject().put("system", system).put("code", source.text());
    }

    Converter constantConcept(String system) {
        return (_, source) -> concept(new FhirObject().put("system", system).put("code", source.text()));
    }

    /** A Coding: the mapped one, else the first that was sent. */
    Converter coding(@Nullable CodeTable table, @Nullable String defaultSystem) {
        return (run, source) -> {
            Row row = table == null ? null : table.row(source.text(1));
            return row != null ? coding(row) : coding(run, source, TRIPLETS[0], defaultSystem);
        };
    }

    /** A CodeableConcept with the mapped code, where there is one, and all that were sent. */
    Converter concept(@Nullable CodeTable table, @Nullable String defaultSystem) {
        return (run, source) -> {
            FhirArray codings = new FhirArray();
            Row row = table == null ? null : table.row(source.text(1));
            if (row != null) {
                codings.add(coding(row));
            }
            for (int[] triplet : TRIPLETS) {
                FhirObject coding = coding(run, source, triplet, triplet[0] == 1 ? defaultSystem : null);
                if (coding != null && !codings.values().contains(coding) && !isRow(coding, row)) {
                    codings.add(coding);
                }
            }
            return concept(codings, text(source));
        };
    }

    /** A CodeableConcept of exactly what was sent. */
    Converter original(@Nullable String defaultSystem) {
        return concept((@Nullable CodeTable) null, defaultSystem);
    }

    /** A code as FHIR can hold it (FHIR R4 2.24.0.1, code): one space where there are more. */
    private static String oneSpaced(String code) {
        return code.contains("  ") || code.indexOf('\t') >= 0
                ? SPACES.matcher(code).replaceAll(" ")
                : code;
    }

    private static boolean isRow(FhirObject coding, @Nullable Row row) {
        return row != null
                && coding.get("system") instanceof FhirString(String system)
                && system.equals(row.system())
                && coding.get("code") instanceof FhirString(String code)
                && code.equals(row.code());
    }

    private static FhirObject coding(Row row) {
        return new FhirObject()
                .put("system", row.system())
                .put("code", row.code())
                .putIfPresent("display", row.display());
    }

    private @Nullable FhirObject coding(Run run, Source source, int[] triplet, @Nullable String defaultSystem) {
        String code = Texts.code(source.text(triplet[0]));
        if (code.isEmpty()) {
            return run.context().complete() ? textOnly(source.child(triplet[1]).wholeText()) : null;
        }
        String name = source.text(triplet[2]);
        // HL7 v2.7 2.A.13: the coding system's object identifier, for one without a name.
        String system = systems.codingSystem(name.isEmpty() ? source.text(triplet[4]) : name, run.context());
        return new FhirObject()
                .putIfPresent("system", system == null ? defaultSystem : system)
                .putIfPresent("version", Converters.string(source.text(triplet[3])))
                .put("code", oneSpaced(code))
                .putIfPresent(
                        "display", Converters.string(source.child(triplet[1]).wholeText()));
    }

    /** A text without a code (map: CWE.2 coding[1].display); what is stored has it as the concept's text only. */
    private static @Nullable FhirObject textOnly(String display) {
        return display.isEmpty() ? null : new FhirObject().put("display", display);
    }

    private static String text(Source source) {
        String original = source.child(ORIGINAL_TEXT).wholeText();
        if (!original.isEmpty()) {
            return original;
        }
        String first = source.child(2).wholeText();
        return first.isEmpty() ? source.child(5).wholeText() : first;
    }

    private static @Nullable FhirValue concept(FhirArray codings, String text) {
        if (codings.isEmpty() && text.isEmpty()) {
            return null;
        }
        FhirObject concept = new FhirObject();
        if (!codings.isEmpty()) {
            concept.put("coding", codings);
        }
        return concept.putIfPresent("text", Converters.string(text));
    }

    private static FhirObject concept(FhirObject coding) {
        return new FhirObject().put("coding", FhirArray.of(coding));
    }
}
