package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages of {@code docs/hl7v2} say what becomes of their messages. Each message stands in a block {@code hl7} ({@code hl7
 * complete} where everything is told); the block {@code made} behind it lists all that it makes, and each block {@code json}
 * is one of its resources, whole.
 */
class MessagePagesTests {

    private static final Path PAGES = Path.of("..", "..", "docs", "hl7v2");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)([^\\n]*)\\n(.*?)^```$");

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("tjzxyy", Instant.parse("2026-03-01T00:31:00Z"));

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(MessagePagesTests::hasMessage).sorted().toList().stream();
        }
    }

    private static boolean hasMessage(Path file) {
        try {
            return file.toString().endsWith(".md") && Files.readString(file).contains("\n```hl7");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void sayWhatBecomesOfTheirMessages(Path page) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(page));
        List<FhirObject> made = new ArrayList<>();
        Translated translated = null;
        int checked = 0;
        while (block.find()) {
            String text = block.group(3);
            switch (block.group(1)) {
                case "hl7" -> {
                    boolean complete = block.group(2).strip().equals("complete");
                    translated = translated(text, complete);
                    made = new ArrayList<>(translated.changes().stream()
                            .map(ResourceChange::content)
                            .toList());
                }
                case "made" -> {
                    assertThat(translated).as("a message before what it makes").isNotNull();
                    assertThat(text).isEqualTo(summary(translated));
                    checked++;
                }
                case "json" -> {
                    FhirObject told = FhirJsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
                    assertThat(made).contains(told);
                    checked++;
                }
                default -> {}
            }
        }
        assertThat(checked).isPositive();
    }

    private Translated translated(String text, boolean complete) {
        Translation translation = translator.translate(
                Messages.parse(text.replace('\n', '\r')), complete ? context.completely() : context);
        assertThat(translation).isInstanceOf(Translated.class);
        return (Translated) translation;
    }

    /** One line for each resource, merge and unmapped field. */
    static String summary(Translated translated) {
        StringBuilder out = new StringBuilder();
        for (ResourceChange change : translated.changes()) {
            BusinessKey key = change.key();
            out.append(change.mode().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(change.type())
                    .append(key == null ? "" : " " + key.system() + '|' + key.value())
                    .append('\n');
        }
        translated
                .merges()
                .forEach(merge -> out.append("merge ")
                        .append(merge.mergedLocalKey())
                        .append(" into ")
                        .append(merge.survivorLocalKey())
                        .append('\n'));
        translated
                .unmapped()
                .forEach(field -> out.append("unmapped ")
                        .append(field.segment())
                        .append('-')
                        .append(field.field())
                        .append('\n'));
        return out.toString();
    }
}
