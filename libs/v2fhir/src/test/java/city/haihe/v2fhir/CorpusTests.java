package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult.Parsed;
import city.haihe.v2fhir.Translation.Kind;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every message of the corpus is translated, or refused with a place; the corpus is not part of this repository. */
class CorpusTests {

    private static final Path CORPUS = corpus();

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("corpus", Instant.EPOCH);

    @Test
    void translatesOrRefusesEveryMessage() throws IOException {
        assumeTrue(Files.isDirectory(CORPUS));
        Map<String, Integer> outcomes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(CORPUS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".hl7"))
                    .sorted()
                    .toList()) {
                if (!(Message.parse(Files.readAllBytes(file), Hl7Charset.UTF_8) instanceof Parsed(Message message))) {
                    continue;
                }
                Translation translation = translator.translate(message, context);
                String event = file.getFileName().toString().substring(0, 7);
                String outcome = switch (translation) {
                    case Translated translated -> {
                        assertThat(translated.changes()).as(file.toString()).isNotEmpty();
                        translated.changes().forEach(CorpusTests::check);
                        yield "translated";
                    }
                    case Refused(
                            Kind kind,
                            String segment,
                            int occurrence,
                            int field,
                            int component,
                            String expected) -> {
                        assertThat(segment).hasSize(3);
                        assertThat(expected).startsWith("expected");
                        yield kind == Kind.UNSUPPORTED_EVENT
                                ? kind.name()
                                : kind + " " + segment + '-' + field + '.' + component + " " + file.getFileName();
                    }
                };
                outcomes.merge((outcome.startsWith("UNS") ? "" : event + " ") + outcome, 1, Integer::sum);
            }
        }
        assertThat(outcomes).containsKey("ADT_A01 translated").containsKey("ORU_R01 translated");
    }

    private static void check(ResourceChange change) {
        assertThat(change.content().resourceType()).isEqualTo(change.type());
        BusinessKey key = change.key();
        if (key != null) {
            assertThat(change.content().objects("identifier"))
                    .anyMatch(identifier -> key.system().equals(identifier.string("system"))
                            && key.value().equals(identifier.string("value")));
        }
        required(change.type())
                .forEach(element -> assertThat(change.content().has(element))
                        .as(change + " " + element)
                        .isTrue());
    }

    private static List<String> required(String type) {
        return switch (type) {
            case "Encounter" -> List.of("status", "class");
            case "Observation", "DiagnosticReport" -> List.of("status", "code");
            case "Appointment" -> List.of("status", "participant");
            case "AllergyIntolerance" -> List.of("patient");
            case "Condition" -> List.of("subject");
            default -> List.of();
        };
    }

    /** The folder shared/hl7v2/corpus beside this repository. */
    private static Path corpus() {
        Path beside = Path.of("shared", "hl7v2", "corpus");
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(beside))) {
                return folder.resolve(beside);
            }
        }
        return beside;
    }
}
