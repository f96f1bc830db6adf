package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import city.haihe.fhir.path.Environment;
import city.haihe.fhir.validation.Invariants;
import city.haihe.hl7v2.Message;
import city.haihe.v2fhir.Explanation.ExplainedField;
import city.haihe.v2fhir.Explanation.Outcome;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every message of ours and of the corpus becomes sound resources, or is refused with a place. */
class SoundResourcesTests {

    /** How many of the fields that no rule consumes are shown. */
    private static final int MOST_FREQUENT = 30;

    /** A period that ends before it starts is what the sender says. */
    private static final String TOLD_AS_IT_IS = "per-1";

    private static final Environment ENVIRONMENT =
            Environment.of(Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC));

    private final Translator translator = Translator.load();
    private final TranslationContext stored = TranslationContext.of("corpus", Instant.EPOCH);

    @Test
    void everyMessageBecomesSoundResourcesOrIsRefusedWithAPlace() {
        Map<String, Integer> refused = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        int translated = 0;
        for (Path file : CorpusFiles.files()) {
            Optional<Message> message = CorpusFiles.read(file);
            if (message.isEmpty()) {
                continue;
            }
            for (TranslationContext context : List.of(stored, stored.completely())) {
                switch (translator.translate(message.get(), context)) {
                    case Translated(var changes, var _, var _) -> {
                        translated++;
                        changes.forEach(change -> check(file, change, context.complete(), problems));
                    }
                    case Refused no -> {
                        assertThat(no.segment()).hasSize(3);
                        assertThat(no.message()).startsWith("expected");
                        refused.merge(
                                no.kind() + " " + no.segment() + '-' + no.field() + '.' + no.component() + ' '
                                        + message.get().messageCode() + '^'
                                        + message.get().triggerEvent(),
                                1,
                                Integer::sum);
                    }
                }
            }
        }
        System.out.println("corpus: " + translated + " translated, refused " + refused);
        assertThat(problems.stream().distinct().limit(MOST_FREQUENT)).isEmpty();
        assertThat(translated).isPositive();
    }

    private static void check(Path file, ResourceChange change, boolean invariants, List<String> problems) {
        String where = file.getFileName() + " " + change.type() + ": ";
        BusinessKey key = change.key();
        if (key != null
                && change.content()
                        .objects("identifier")
                        .noneMatch(identifier -> key.system().equals(identifier.string("system"))
                                && key.value().equals(identifier.string("value")))) {
            problems.add(where + "its key is no identifier");
        }
        try {
            FhirObject resource = FhirJsonParser.parse(FhirJson.toBytes(change.content()));
            if (!invariants) {
                return;
            }
            Invariants.r4().check(resource, ENVIRONMENT).stream()
                    .filter(violation -> violation.error() && !violation.key().equals(TOLD_AS_IT_IS))
                    .forEach(violation -> problems.add(where + violation.key() + ' ' + violation.path()));
        } catch (FhirParseException e) {
            problems.add(where + e.getMessage());
        }
    }

    @Test
    void everyMessageIsExplained() throws Exception {
        Map<String, Integer> unmapped = new TreeMap<>();
        Map<Outcome, Integer> outcomes = new TreeMap<>();
        for (Path file : CorpusFiles.files()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
            Optional<Message> message = CorpusFiles.read(file);
            if (message.isEmpty()) {
                assertThat(MappingCommand.run(List.of("explain", file.toString()), out, out))
                        .isEqualTo(MappingCommand.DIFFERENT);
                continue;
            }
            Explanation explanation = translator.explain(message.get(), stored);
            assertThat(explanation.translation()).isEqualTo(translator.translate(message.get(), stored));
            if (explanation.translation() instanceof Translated whole) {
                for (ExplainedField field : explanation.fields()) {
                    outcomes.merge(field.outcome(), 1, Integer::sum);
                    if (field.outcome() == Outcome.UNMAPPED) {
                        unmapped.merge(
                                field.segment()
                                        + '-'
                                        + field.field()
                                        + (field.reason().isEmpty() ? "" : " (" + field.reason() + ')'),
                                1,
                                Integer::sum);
                    }
                }
                assertThat(explanation.fields().stream().filter(field -> field.outcome() == Outcome.UNMAPPED))
                        .as(file.toString())
                        .hasSize(whole.unmapped().size());
            }
            new ExplainCommand(options(file), InstantSource.system(), out, out).print(explanation);
            assertThat(bytes.size()).isPositive();
        }
        System.out.println("corpus: fields " + outcomes);
        unmapped.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_FREQUENT)
                .forEach(entry -> System.out.println("  unmapped " + entry.getValue() + " × " + entry.getKey()));
        assertThat(outcomes).containsKey(Outcome.WRITTEN);
    }

    private static MappingOptions options(Path file) throws MappingOptions.WrongOption {
        return MappingOptions.parse(List.of(file.toString()));
    }
}
