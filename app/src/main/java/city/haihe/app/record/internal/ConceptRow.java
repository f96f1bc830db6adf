package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.terminology.Concept;
import city.haihe.fhir.terminology.ConceptText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A concept as a line of an upload has it.
 *
 * @param code its code
 * @param display its display, or an empty string
 * @param definition its definition, or an empty string
 * @param parents the codes of the concepts above it
 * @param designations by language, which may be empty, what it is called as well
 * @param properties its properties by their codes
 */
record ConceptRow(
        String code,
        String display,
        String definition,
        List<String> parents,
        Map<String, List<String>> designations,
        Map<String, List<String>> properties) {

    /** Properties whose values are true or false (FHIR R4 4.8.10). */
    private static final Set<String> BOOLEANS = Set.of("inactive", "notSelectable");

    /** The columns that {@link #copyLine} fills. */
    static final String COPY_COLUMNS =
            "line,inactive,not_selectable,key,code,display,text,detail,parents,terms,properties";

    /** Adds a property to a concept's detail, with a value of the type that FHIR gives it. */
    static void addProperties(FhirObject detail, String name, FhirValue values) {
        if (!(values instanceof FhirArray array)) {
            return;
        }
        for (FhirValue value : array) {
            if (value instanceof FhirString(String text)) {
                FhirObject property = new FhirObject().put("code", name);
                detail.append(
                        "property",
                        BOOLEANS.contains(name)
                                ? property.put("valueBoolean", text.equals("true"))
                                : property.put("valueString", text));
            }
        }
    }

    /** The row in the text format of COPY, with its line break. */
    void copyLine(int line, boolean caseSensitive, StringBuilder out) {
        FhirObject more = more();
        FhirObject known = known();
        Concept concept = concept(more, known);
        out.append(line).append('\t');
        out.append(concept.inactive()).append('\t');
        out.append(concept.notSelectable()).append('\t');
        escape(UploadedCodeSystem.key(code, caseSensitive), out);
        out.append('\t');
        escape(code, out);
        out.append('\t');
        optional(display, out);
        out.append('\t');
        String text = ConceptText.normalise(concept.text());
        escape(text, out);
        out.append('\t');
        optional(more.isEmpty() ? "" : FhirJson.write(more), out);
        out.append('\t');
        escape(textArray(parents, caseSensitive), out);
        out.append('\t');
        terms(text, out);
        out.append('\t');
        escape(FhirJson.write(known), out);
        out.append('\n');
    }

    private FhirObject more() {
        FhirObject more = new FhirObject();
        if (!definition.isEmpty()) {
            more.put("definition", definition);
        }
        designations.forEach((language, values) -> values.forEach(value -> {
            FhirObject designation = new FhirObject();
            if (!language.isEmpty()) {
                designation.put("language", language);
            }
            more.append("designation", designation.put("value", value));
        }));
        return more;
    }

    private FhirObject known() {
        FhirObject known = new FhirObject();
        properties.forEach((name, values) -> values.forEach(value -> known.append(name, new FhirString(value))));
        return known;
    }

    private Concept concept(FhirObject more, FhirObject known) {
        FhirObject detail = new FhirObject();
        if (!display.isEmpty()) {
            detail.put("display", display);
        }
        more.forEach(detail::put);
        known.forEach((name, values) -> addProperties(detail, name, values));
        return new Concept(code, 0, 0, 0, detail);
    }

    private static void optional(String text, StringBuilder out) {
        if (text.isEmpty()) {
            out.append("\\N");
        } else {
            escape(text, out);
        }
    }

    private static String textArray(List<String> values, boolean caseSensitive) {
        StringBuilder array = new StringBuilder("{");
        for (String value : values) {
            if (array.length() > 1) {
                array.append(',');
            }
            array.append('"')
                    .append(UploadedCodeSystem.key(value, caseSensitive)
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\""))
                    .append('"');
        }
        return array.append('}').toString();
    }

    private static void terms(String text, StringBuilder out) {
        Set<Long> terms = new TreeSet<>();
        ConceptText.terms(text, terms::add);
        out.append('{');
        boolean first = true;
        for (long term : terms) {
            if (!first) {
                out.append(',');
            }
            out.append(term);
            first = false;
        }
        out.append('}');
    }

    /** Escapes for the text format of COPY (PostgreSQL manual, COPY). */
    private static void escape(String text, StringBuilder out) {
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c);
            }
        }
    }

    /** An empty map that keeps the order of what is put. */
    static Map<String, List<String>> ordered() {
        return new LinkedHashMap<>();
    }
}
