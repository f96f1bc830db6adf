package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.path.Environment;
import city.haihe.fhir.validation.Invariants;
import city.haihe.hl7v2.Message;
import city.haihe.v2fhir.Translation.Kind;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every message of the corpus is translated, or refused with a place; the corpus is not part of this repository. */
class CorpusTests {

    private static final Environment ENVIRONMENT = Environment.of(Clock.systemUTC());

    /** Test messages say so of some visits; what a sender says of its times is kept. */
    private static final String ENDS_BEFORE_START = "per-1";

    private static final String TRANSLATED = "translated";

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("corpus", Instant.EPOCH);

    @Test
    void translatesOrRefusesEveryMessage() throws IOException {
        assumeTrue(Files.isDirectory(Corpus.folder("corpus")));
        Map<String, Integer> outcomes = new TreeMap<>();
        for (Map.Entry<Path, Message> entry : Corpus.messages().entrySet()) {
            String event = entry.getKey().getFileName().toString().substring(0, 7);
            String outcome = outcome(entry.getKey(), entry.getValue(), context);
            String complete = outcome(entry.getKey(), entry.getValue(), context.completely());
            if (outcome.equals(TRANSLATED)) {
                assertThat(complete).isEqualTo(TRANSLATED);
            }
            outcomes.merge((outcome.startsWith("UNS") ? "" : event + " ") + outcome, 1, Integer::sum);
        }
        assertThat(outcomes).containsKey("ADT_A01 translated").containsKey("ORU_R01 translated");
    }

    private String outcome(Path file, Message message, TranslationContext form) {
        return switch (translator.translate(message, form)) {
            case Translated translated -> {
                assertThat(translated.changes()).as(file.toString()).isNotEmpty();
                translated.changes().forEach(change -> check(file, change));
                yield TRANSLATED;
            }
            case Refused(Kind kind, String segment, int occurrence, int field, int component, String expected) -> {
                assertThat(segment).hasSize(3);
                assertThat(expected).startsWith("expected");
                yield kind == Kind.UNSUPPORTED_EVENT
                        ? kind.name()
                        : kind + " " + segment + '-' + field + '.' + component + " " + file.getFileName();
            }
        };
    }

    /** A resource that anyone who reads it can write back, and in which all holds that FHIR R4 asks. */
    private static void check(Path file, ResourceChange change) {
        assertThat(change.content().resourceType()).isEqualTo(change.type());
        BusinessKey key = change.key();
        if (key != null) {
            assertThat(change.content().objects("identifier"))
                    .anyMatch(identifier -> key.system().equals(identifier.string("system"))
                            && key.value().equals(identifier.string("value")));
        }
        FhirObject parsed = FhirJsonParser.parse(FhirJson.toBytes(change.content()));
        assertThat(Invariants.r4().check(parsed, ENVIRONMENT))
                .as("%s %s", file.getFileName(), change.content())
                .noneMatch(violation -> violation.error() && !violation.key().equals(ENDS_BEFORE_START));
    }
}
