package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.Segment;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code docs/hl7v2/unmapped.md} explains each of the fields that the corpus fills most often and no rule takes. */
class UnmappedFieldsTests {

    private static final Path PAGE = Path.of("..", "..", "docs", "hl7v2", "unmapped.md");
    private static final int SHOWN = 20;

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("corpus", Instant.EPOCH);

    @Test
    void explainsTheMostFrequent() throws IOException {
        assumeTrue(Files.isDirectory(Corpus.folder("corpus")));
        Map<String, Integer> counts = new TreeMap<>();
        int populated = 0;
        for (Message message : Corpus.messages().values()) {
            if (translator.translate(message, context.completely()) instanceof Translated translated) {
                populated += message.segments().stream()
                        .mapToInt(UnmappedFieldsTests::populated)
                        .sum();
                translated.unmapped().stream()
                        .map(field -> field.segment() + '-' + field.field())
                        .forEach(name -> counts.merge(name, 1, Integer::sum));
            }
        }
        List<Map.Entry<String, Integer>> most = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(SHOWN)
                .toList();
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println("unmapped populated fields: " + all + " of " + populated + ", most often " + most);
        String page = Files.readString(PAGE);
        assertThat(most).allSatisfy(entry -> assertThat(page).contains("\n| " + entry.getKey() + " |"));
    }

    private static int populated(Segment segment) {
        int filled = 0;
        for (int field = 1; field <= segment.fieldCount(); field++) {
            filled += segment.field(field).repetitions().isEmpty() ? 0 : 1;
        }
        return filled;
    }
}
