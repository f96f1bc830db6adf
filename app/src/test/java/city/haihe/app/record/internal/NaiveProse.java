package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.path.Item;
import java.util.ArrayList;
import java.util.List;

/** Words in what resources say to people (FHIR R4 3.1.1.3.1), as {@code docs/fhir/search-common.md} describes it. */
final class NaiveProse {

    private NaiveProse() {}

    /** Whether every word stands in the narrative. */
    static boolean isWritten(FhirObject resource, String asked) {
        return hasAll(List.of(narrative(resource)), asked);
    }

    /** Whether every word stands in the narrative, in what codes are called, in strings, or in free text. */
    static boolean isSaid(NaiveSearch search, FhirObject resource, String asked) {
        List<String> texts = new ArrayList<>(List.of(narrative(resource)));
        search.definitions().of(resource.resourceType()).forEach((code, parameter) -> {
            for (Item item : search.values(resource, code)) {
                switch (parameter.kind()) {
                    case "string" -> texts.addAll(NaiveText.strings(item));
                    case "token" -> texts.addAll(NaiveTokens.wordings(item));
                    default -> {}
                }
            }
        });
        for (String name : List.of("description", "conclusion", "valueString", "comment")) {
            FhirObject described = resource.object(name);
            String text = described == null ? resource.string(name) : described.string("text");
            if (text != null) {
                texts.add(text);
            }
        }
        if (resource.get("note") instanceof FhirArray notes) {
            notes.objects().forEach(note -> texts.add(String.valueOf(note.string("text"))));
        }
        return hasAll(texts, asked);
    }

    private static String narrative(FhirObject resource) {
        FhirObject text = resource.object("text");
        return text != null && text.get("div") instanceof FhirString(String div)
                ? div.replaceAll("<[^>]*>", " ").replace("&amp;", "&").replace("&lt;", "<")
                : "";
    }

    private static boolean hasAll(List<String> texts, String asked) {
        return words(NaiveValue.plain(asked)).stream()
                .allMatch(word -> texts.stream().anyMatch(text -> has(NaiveText.folded(text), word)));
    }

    /** A word as a whole; of Chinese any run of characters. */
    private static boolean has(String text, String word) {
        return isChinese(word.charAt(0)) ? text.contains(word) : words(text).contains(word);
    }

    /** The words of a text, where Chinese begins or ends one too. */
    private static List<String> words(String text) {
        StringBuilder spaced = new StringBuilder();
        String folded = NaiveText.folded(text);
        for (int index = 0; index < folded.length(); index++) {
            char c = folded.charAt(index);
            boolean turn = index > 0 && isChinese(c) != isChinese(folded.charAt(index - 1));
            spaced.append(turn ? " " : "").append(Character.isLetterOrDigit(c) ? c : ' ');
        }
        return List.of(spaced.toString().strip().split("\\s+"));
    }

    private static boolean isChinese(char c) {
        return c >= '一' && c <= '鿿';
    }
}
