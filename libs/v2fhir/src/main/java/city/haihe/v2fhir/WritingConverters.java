package city.haihe.v2fhir;

import city.haihe.v2fhir.WritingRule.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The conversions that the files in {@code write/} name beside the types. */
final class WritingConverters {

    /** HL7 v2.5.1 2.A.74: a string data type holds 199 characters; more is text. */
    private static final int MAX_STRING = 199;

    private static final int DATE_LENGTH = "2026-03-01".length();

    private final WritingTables tables;
    private final WritingCodes codes;
    private final Map<String, List<WritingRule>> types = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    WritingConverters(WritingTables tables) {
        this.tables = tables;
        this.codes = new WritingCodes(tables);
    }

    void addType(String name, List<WritingRule> rules) {
        if (types.put(name, rules) != null) {
            throw new IllegalArgumentException("type: " + name + " is there twice");
        }
    }

    /** Fails where a rule names a conversion that there is not, or a type makes a field. */
    void check() {
        Set<String> unknown = new TreeSet<>(used);
        unknown.removeAll(types.keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("conversions: " + unknown + " (expected: conversions or types)");
        }
        types.forEach((name, rules) -> rules.forEach(each -> {
            if (each instanceof Rule rule && (rule.field() > 0 || rule.component() == 0)) {
                throw new IllegalArgumentException(rule.origin() + ": a field in the type " + name);
            }
        }));
    }

    /** The conversion of a name, with a table in parentheses where it wants one. */
    WritingConverter of(String conversion) {
        int open = conversion.indexOf('(');
        String name = open < 0 ? conversion : conversion.substring(0, open);
        String table = open < 0 ? "" : conversion.substring(open + 1, conversion.length() - 1);
        if (!table.isEmpty()) {
            tables.check(table);
        }
        return switch (name) {
            case "string" -> WritingConverters::string;
            case "code" -> codes.code(table);
            case "v2code" -> codes.v2code(table);
            case "code1" -> codes.code1(table);
            case "original" -> WritingCodes::original;
            case "CWE" -> codes.concept(table);
            case "authority" -> WritingConverters::authority;
            case "date", "dateTime" -> WritingConverters::dateTime;
            case "time" -> WritingConverters::time;
            case "yesNo" -> WritingConverters::yesNo;
            case "textType" -> (_, element) -> FieldValue.text(textType(element.text()));
            case "timeType" -> (_, element) -> FieldValue.text(element.text().length() > DATE_LENGTH ? "TS" : "DT");
            case "unit" -> WritingQuantities::unit;
            case "range" -> WritingQuantities::range;
            case "ratio" -> WritingQuantities::ratio;
            case "referenceRange" -> WritingQuantities::referenceRange;
            case "attachment" -> WritingDocuments::attachment;
            case "attachmentType" -> (_, element) -> FieldValue.text(element.child("data") == null ? "RP" : "ED");
            case "PL" -> WritingPlaces::location;
            default -> ofType(name);
        };
    }

    private WritingConverter ofType(String name) {
        used.add(name);
        return (run, element) -> {
            List<FieldValue> values =
                    run.fields(types.getOrDefault(name, List.of()), element, 0).get(0);
            return values == null ? null : values.getFirst();
        };
    }

    private static FieldValue string(WritingRun run, Element element) {
        run.tell(element);
        return FieldValue.text(element.text());
    }

    /** HL7 v2.5.1 2.A.33, HD: namespace, universal id and its type, as the other direction makes systems of them. */
    private static FieldValue authority(WritingRun run, Element element) {
        run.tell(element);
        return WritingAuthorities.authority(element.text(), run.context());
    }

    /** HL7 v2.5.1 2.A.22, DTM: a date keeps its precision, a time is that of the message's zone. */
    private static @Nullable FieldValue dateTime(WritingRun run, Element element) {
        String written = WritingTimes.dateTime(element.text(), run.context().offset());
        if (written == null) {
            return null;
        }
        run.tell(element);
        return FieldValue.text(written);
    }

    private static FieldValue time(WritingRun run, Element element) {
        run.tell(element);
        return FieldValue.text(element.text().replace(":", ""));
    }

    /** HL7 table 0136. */
    private static @Nullable FieldValue yesNo(WritingRun run, Element element) {
        String written = switch (element.text()) {
            case "true" -> "Y";
            case "false" -> "N";
            default -> null;
        };
        if (written == null) {
            return null;
        }
        run.tell(element);
        return FieldValue.text(written);
    }

    private static String textType(String text) {
        if (text.indexOf('\n') >= 0) {
            return "FT";
        }
        return text.length() > MAX_STRING ? "TX" : "ST";
    }
}
