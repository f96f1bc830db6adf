package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Item;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Strings as they are searched for (FHIR R4 3.1.1.4.8), and Chinese names by their spelling. */
final class NaiveText {

    private static final List<String> NAME = List.of("text", "family", "given", "prefix", "suffix");
    private static final List<String> ADDRESS =
            List.of("text", "line", "city", "district", "state", "postalCode", "country");

    /** Parameters that read names, which may be asked for by their pinyin. */
    private static final Set<String> SPELLED = Set.of("name", "family", "given", "phonetic");

    private static final Set<String> PEOPLE = Set.of("Patient", "Practitioner");

    /** How the characters of the test's names are read. */
    private static final Map<Character, String> READINGS = Map.ofEntries(
            Map.entry('王', "wang"),
            Map.entry('李', "li"),
            Map.entry('张', "zhang"),
            Map.entry('单', "dan"),
            Map.entry('欧', "ou"),
            Map.entry('阳', "yang"),
            Map.entry('吕', "lv"),
            Map.entry('小', "xiao"),
            Map.entry('明', "ming"),
            Map.entry('伟', "wei"),
            Map.entry('秀', "xiu"),
            Map.entry('英', "ying"),
            Map.entry('雅', "ya"),
            Map.entry('琴', "qin"),
            Map.entry('布', "bu"),
            Map.entry('滨', "bin"),
            Map.entry('海', "hai"),
            Map.entry('医', "yi"),
            Map.entry('院', "yuan"));

    /** Characters that are read in another way as a surname. */
    private static final Map<Character, String> SURNAMES = Map.of('单', "shan");

    private NaiveText() {}

    /** The strings of an element that a string parameter reads. */
    static List<String> strings(Item item) {
        if (!(item instanceof Element element)) {
            return List.of(item.text());
        }
        List<String> strings = new ArrayList<>();
        if (element.value() instanceof FhirString(String text)) {
            strings.add(text);
        } else if (element.value() instanceof FhirObject object
                && element.type().equals("HumanName")) {
            NAME.forEach(part -> gather(object.get(part), strings));
            String family = object.string("family");
            // A Chinese name is one word, its parts as well as they may come apart.
            if (family != null
                    && READINGS.containsKey(family.charAt(0))
                    && !object.has("text")
                    && object.has("given")) {
                List<String> given = new ArrayList<>();
                gather(object.get("given"), given);
                strings.add(family + String.join("", given));
            }
        } else if (element.value() instanceof FhirObject object
                && element.type().equals("Address")) {
            ADDRESS.forEach(part -> gather(object.get(part), strings));
        }
        return strings;
    }

    private static void gather(@org.jspecify.annotations.Nullable FhirValue value, List<String> strings) {
        if (value instanceof FhirString(String text)) {
            strings.add(text);
        } else if (value instanceof FhirArray array) {
            array.forEach(part -> gather(part, strings));
        }
    }

    /** Whether one of the strings is what is asked for. */
    static boolean matches(String type, String parameter, String modifier, List<String> strings, String asked) {
        Predicate<String> test = switch (modifier) {
            case "exact" -> text -> text.equals(asked);
            case "contains" -> text -> folded(text).contains(folded(asked));
            default ->
                text -> folded(text).startsWith(folded(asked))
                        || SPELLED.contains(parameter)
                                && isSpelled(text, PEOPLE.contains(type) && !parameter.equals("given"), asked);
        };
        return strings.stream().anyMatch(test);
    }

    /** Without case, accents, widths and more than one space in a row. */
    static String folded(String text) {
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKD).codePoints().forEach(point -> {
            boolean mark = Character.getType(point) == Character.NON_SPACING_MARK
                    || Character.getType(point) == Character.COMBINING_SPACING_MARK
                    || Character.getType(point) == Character.ENCLOSING_MARK;
            if (!mark) {
                plain.appendCodePoint(point);
            }
        });
        return String.join(
                " ", plain.toString().toLowerCase(Locale.ROOT).strip().split("\\s+"));
    }

    private static boolean isSpelled(String text, boolean surname, String asked) {
        String letters = folded(asked).replaceAll("[ '’·-]", "");
        if (letters.isEmpty()
                || !letters.matches("[a-z0-9]+")
                || text.chars().noneMatch(c -> READINGS.containsKey((char) c))) {
            return false;
        }
        StringBuilder full = new StringBuilder();
        StringBuilder initials = new StringBuilder();
        String plain = folded(text);
        for (int index = 0; index < plain.length(); index++) {
            char c = plain.charAt(index);
            boolean latin = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            String reading = READINGS.getOrDefault(c, latin ? String.valueOf(c) : "");
            if (surname && index == 0) {
                reading = SURNAMES.getOrDefault(c, reading);
            }
            full.append(reading);
            initials.append(reading.isEmpty() ? "" : reading.substring(0, 1));
        }
        return full.toString().startsWith(letters)
                || full.toString().replace('v', 'u').startsWith(letters)
                || initials.toString().startsWith(letters);
    }
}
