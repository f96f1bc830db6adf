package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message of each event and exactly what it becomes; the expectations stand beside the messages. */
class EventTests {

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("hx", Instant.EPOCH);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adt-a01", "adt-a03", "adt-a04", "adt-a08", "adt-a40", "oru-r01", "siu-s12", "siu-s13", "siu-s14",
                "siu-s15"
            })
    void becomesWhatIsExpected(String event) throws IOException {
        Translation translation = translator.translate(Messages.parse(resource(event + ".hl7")), context);
        assertThat(described(translation)).isEqualTo(resource(event + ".txt"));
    }

    static String described(Translation translation) {
        StringBuilder out = new StringBuilder();
        switch (translation) {
            case Refused refused -> out.append(refused).append('\n');
            case Translated(var changes, var merges, var unmapped) -> {
                changes.forEach(change -> out.append(described(change)));
                merges.forEach(merge -> out.append(merge).append('\n'));
                unmapped.forEach(field -> out.append(field).append('\n'));
            }
        }
        return out.toString();
    }

    private static String described(ResourceChange change) {
        BusinessKey key = change.key();
        return change.mode() + " " + change.localKey() + ' ' + (key == null ? "-" : key.system() + '|' + key.value())
                + " cleared=" + new TreeSet<>(change.cleared())
                + " defaults=" + new TreeSet<>(change.defaults())
                + "\n  " + change.content() + '\n';
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = EventTests.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
