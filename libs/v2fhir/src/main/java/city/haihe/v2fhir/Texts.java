package city.haihe.v2fhir;

import city.haihe.fhir.FhirObject;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The texts that people read: names, addresses, telephone numbers and places, put together from their parts. */
final class Texts {

    private static final Set<String> ELECTRONIC = Set.of("Internet", "X.400");

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private Texts() {}

    /** A name in the order its script has it: family and given without a space in Chinese, given before family elsewhere. */
    static String name(Source source, int familyComponent) {
        String family = source.text(familyComponent);
        String given = source.text(familyComponent + 1);
        String further = source.text(familyComponent + 2);
        if (isHan(family) || isHan(given)) {
            return family + given + further;
        }
        return joined(" ", given, further, family);
    }

    /** An address: from the largest part to the smallest in Chinese, the other way elsewhere. */
    static String address(Source source) {
        Source street = source.child(1);
        String line = joined(" ", street.text(1), street.text(2), street.text(3));
        String other = source.text(2);
        String city = source.text(3);
        String state = source.text(4);
        String district = source.text(9);
        if (isHan(line) || isHan(city) || isHan(state)) {
            return (state.equals(city) ? "" : state) + city + district + joined(" ", line, other);
        }
        return joined(", ", line, other, city, joined(" ", state, source.text(5)), source.text(6));
    }

    /** A number or address to reach someone at (HL7 v2.5.1 2.A.89, XTN). */
    static String telecom(Source source) {
        String unformatted = source.text(12);
        String address = source.text(4);
        if (ELECTRONIC.contains(source.text(3)) && !address.isEmpty()) {
            return address;
        }
        if (!unformatted.isEmpty()) {
            return unformatted;
        }
        String local = source.text(7);
        if (!local.isEmpty()) {
            String country = source.text(5);
            String extension = source.text(8);
            return joined(
                    " ",
                    country.isEmpty() ? "" : '+' + country,
                    source.text(6),
                    local,
                    extension.isEmpty() ? "" : 'X' + extension);
        }
        String first = source.text(1);
        return first.isEmpty() ? address : first;
    }

    /** A text as a resource's narrative (FHIR R4 2.4). */
    static @Nullable FhirObject narrative(String text) {
        if (text.isEmpty()) {
            return null;
        }
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return new FhirObject()
                .put("status", "additional")
                .put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + escaped + "</div>");
    }

    /** A text as a code may be written (FHIR R4 2.24.0.1): with single spaces. */
    static String code(String text) {
        return text.indexOf(' ') < 0 && text.indexOf('\t') < 0
                ? text
                : WHITE_SPACE.matcher(text).replaceAll(" ").strip();
    }

    /** A coded value as people read it (HL7 v2.7 2.A.13, CWE): the original text, else the text of the code, else the code. */
    static String coded(Source source) {
        String original = source.child(9).wholeText();
        if (!original.isEmpty()) {
            return original;
        }
        String text = source.child(2).wholeText();
        return text.isEmpty() ? source.text(1) : text;
    }

    /** An organization's name, else its identifier (HL7 v2.5.1 2.A.90, XON). */
    static String organization(Source source) {
        return source.text(1).isEmpty() ? source.text(10) : source.text(1);
    }

    /** What was written as a structured number (HL7 v2.5.1 2.A.69, SN) where no FHIR number says the same. */
    static String structuredNumber(Source source) {
        return joined(" ", source.text(1), source.text(2), source.text(3), source.text(4));
    }

    private static String joined(String separator, String... parts) {
        StringJoiner joiner = new StringJoiner(separator);
        for (String part : parts) {
            if (!part.isEmpty()) {
                joiner.add(part);
            }
        }
        return joiner.toString();
    }

    private static boolean isHan(String text) {
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c >= 0x2E80
                    && (Character.isSurrogate(c) || Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)) {
                return true;
            }
        }
        return false;
    }
}
