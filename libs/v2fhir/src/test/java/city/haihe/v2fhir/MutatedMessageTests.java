package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult.Parsed;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever a message that can be parsed holds, it is translated to sound resources or refused with a place. */
class MutatedMessageTests {

    private static final List<String> MESSAGES = messages();

    /** What a broken sender puts anywhere. */
    private static final String[] SPLINTERS = {
        "|", "^", "~", "&", "\\", "\"\"", "\r", "\\T\\", "\\X00\\", "0", "-1", "李", "\uD83D"
    };

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("hx", Instant.EPOCH);

    private static List<String> messages() {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "city", "haihe", "v2fhir"))) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("adt"))
                    .sorted()
                    .toList()) {
                texts.add(Files.readString(file).replace('\n', '\r'));
            }
            texts.addAll(CorpusFiles.pageMessages());
            return texts;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Each try translates twice, as for the record and completely: 2,000 mutations. */
    @Property(tries = 1_000)
    void isTranslatedOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int changes) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(MESSAGES.get(random.nextInt(MESSAGES.size())));
        for (int change = 0; change < changes; change++) {
            // The header's first fields say how to read the rest.
            int at = 9 + random.nextInt(text.length() - 9);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, SPLINTERS[random.nextInt(SPLINTERS.length)]);
                case 1 -> text.deleteCharAt(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (!(Message.parse(bytes, Hl7Charset.UTF_8) instanceof Parsed(Message message))) {
            return;
        }
        check(translator.translate(message, context));
        check(translator.translate(message, context.completely()));
    }

    private static void check(Translation translation) {
        switch (translation) {
            case Refused refused -> assertThat(refused.message()).startsWith("expected");
            case Translated translated ->
                translated.changes().forEach(change -> FhirJsonParser.parse(FhirJson.toBytes(change.content())));
        }
    }
}
