package city.haihe.app.portal.internal;

import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses, of the names that a resource carries, the one in the reader's language. */
final class FhirWords {

    private FhirWords() {}

    /** The words of a CodeableConcept: its text or a coding's display, in the language where there is one, else any; its code last. */
    static @Nullable String concept(@Nullable FhirObject concept, Language language) {
        if (concept == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        add(words, concept.string("text"));
        concept.objects("coding").forEach(coding -> add(words, coding.string("display")));
        if (words.isEmpty()) {
            concept.objects("coding").forEach(coding -> add(words, coding.string("code")));
        }
        return choose(words, language);
    }

    /** The words that people wrote for a concept, never its code alone. */
    static @Nullable String wordsOnly(@Nullable FhirObject concept, Language language) {
        if (concept == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        add(words, concept.string("text"));
        concept.objects("coding").forEach(coding -> add(words, coding.string("display")));
        words.removeIf(word -> isHan(word) != (language == Language.CHINESE));
        return words.isEmpty() ? null : words.getFirst();
    }

    /** The words of the first concept that has any. */
    static @Nullable String firstConcept(Stream<FhirObject> concepts, Language language) {
        return concepts.map(concept -> concept(concept, language))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** A person's name of a resource with {@code name[]}: as written, else family and given names. */
    static @Nullable String personName(FhirObject resource, Language language) {
        List<String> names = new ArrayList<>();
        resource.objects("name")
                .filter(name -> !"old".equals(name.string("use")))
                .forEach(name -> add(names, written(name)));
        return choose(names, language);
    }

    private static @Nullable String written(FhirObject name) {
        String text = name.string("text");
        if (text != null) {
            return text;
        }
        String family = name.string("family");
        String given = strings(name, "given");
        if (family == null) {
            return given;
        }
        return isHan(family) ? family + given.replace(" ", "") : (given + " " + family).strip();
    }

    /** The strings of an array member, joined by spaces. */
    static String strings(FhirObject object, String member) {
        var array = object.array(member);
        if (array == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        array.forEach(value -> {
            if (value instanceof city.haihe.fhir.FhirString(String text)) {
                parts.add(text);
            }
        });
        return String.join(" ", parts);
    }

    /** The first of the words that is in the language, else the first at all. */
    static @Nullable String choose(List<String> words, Language language) {
        boolean han = language == Language.CHINESE;
        return words.stream()
                .filter(word -> isHan(word) == han)
                .findFirst()
                .orElse(words.isEmpty() ? null : words.getFirst());
    }

    /** Whether the text has Chinese characters. */
    static boolean isHan(String text) {
        return text.codePoints().anyMatch(point -> Character.UnicodeScript.of(point) == Character.UnicodeScript.HAN);
    }

    private static void add(List<String> words, @Nullable String word) {
        if (word != null && !word.isBlank()) {
            words.add(word.strip());
        }
    }
}
