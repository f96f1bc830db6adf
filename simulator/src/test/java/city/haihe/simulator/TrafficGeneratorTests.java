package city.haihe.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.simulator.TrafficMessage.Kind;
import city.haihe.v2fhir.Translation;
import city.haihe.v2fhir.TranslationContext;
import city.haihe.v2fhir.Translator;
import city.haihe.v2fhir.UnmappedField;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrafficGeneratorTests {

    private static final Instant NOW = Instant.parse("2026-03-01T02:30:00Z");
    private static final int MESSAGES = 3_000;

    private final SampleCity city = SampleCity.of(SampleCity.DEFAULT_SEED, LocalDate.of(2026, 3, 1), 512);
    private final Translator translator = Translator.load();

    @Test
    void isTheSameToTheByteForTheSameSeedAndClock() {
        for (DemoConnection connection : city.connections()) {
            List<TrafficMessage> first = messages(connection, 5, 300);
            List<TrafficMessage> second = messages(connection, 5, 300);
            for (int number = 0; number < first.size(); number++) {
                assertThat(first.get(number).bytes())
                        .isEqualTo(second.get(number).bytes());
            }
            assertThat(messages(connection, 6, 1).getFirst().bytes())
                    .isNotEqualTo(first.getFirst().bytes());
        }
    }

    @Test
    void playsEveryKind() {
        for (DemoConnection connection : city.connections()) {
            assertThat(messages(connection, 1, MESSAGES).stream().map(TrafficMessage::kind))
                    .contains(Kind.values());
        }
    }

    @Test
    void canBeTranslatedUnlessItIsMalformed() {
        for (DemoConnection connection : city.connections()) {
            for (TrafficMessage message : messages(connection, 2, MESSAGES)) {
                if (translate(message, connection) instanceof Translation.Translated translated) {
                    assertThat(translated.unmapped())
                            .as("%s", message.kind())
                            .allMatch(TrafficGeneratorTests::isOrderer);
                    assertThat(message.acceptable()).isTrue();
                } else {
                    assertThat(message.kind()).isEqualTo(Kind.MALFORMED);
                }
            }
        }
    }

    @Test
    void namesThePatientBySystemAndNumberOfTheSampleCity() {
        DemoConnection connection = city.connections().get(1);
        TrafficMessage result = messages(connection, 3, MESSAGES).stream()
                .filter(message -> message.kind() == Kind.RESULT)
                .findFirst()
                .orElseThrow();
        Translation.Translated translated = (Translation.Translated) translate(result, connection);
        String system = connection.hospital().medicalRecordSystem();
        assertThat(translated.changes().stream()
                        .filter(change -> change.type().equals("Patient"))
                        .map(change -> String.valueOf(change.key())))
                .singleElement()
                .asString()
                .contains(system);
        assertThat(translated.changes().stream()
                        .filter(change -> change.type().equals("Organization"))
                        .map(change -> String.valueOf(change.key())))
                .singleElement()
                .asString()
                .contains(
                        connection.hospital().organizationSystem(),
                        connection.hospital().code());
    }

    @Test
    void repeatsAMessageToTheByteAndCorrectsUnderTheSameOrder() {
        Map<String, byte[]> seen = new HashMap<>();
        for (TrafficMessage message : messages(city.connections().getFirst(), 4, MESSAGES)) {
            if (message.kind() == Kind.DUPLICATE) {
                assertThat(Arrays.equals(seen.get(message.controlId()), message.bytes()))
                        .isTrue();
            } else {
                assertThat(seen.put(message.controlId(), message.bytes()) == null
                                || message.controlId().isEmpty())
                        .isTrue();
            }
            if (message.kind() == Kind.CORRECTION) {
                Message correction = parse(message, city.connections().getFirst());
                String order = correction.value("OBR-3").substring(1);
                assertThat(parse(
                                        Objects.requireNonNull(seen.get(order)),
                                        city.connections().getFirst())
                                .value("OBR-3"))
                        .isEqualTo("F" + order);
                assertThat(correction.value("OBX-11")).isEqualTo("C");
            }
        }
    }

    private List<TrafficMessage> messages(DemoConnection connection, long seed, int count) {
        TrafficGenerator generator = new TrafficGenerator(city, connection, seed, 0, InstantSource.fixed(NOW));
        List<TrafficMessage> messages = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            messages.add(generator.next());
        }
        return messages;
    }

    /** Who ordered belongs to the order, of which the mapping makes no resource yet. */
    private static boolean isOrderer(UnmappedField field) {
        return field.segment().equals("OBR") && field.field() == 16;
    }

    private Object translate(TrafficMessage message, DemoConnection connection) {
        Hl7Charset charset = Hl7Charset.valueOf(connection.charset());
        return switch (Message.parse(message.bytes(), charset)) {
            case ParseResult.Malformed malformed -> malformed;
            case ParseResult.Parsed parsed ->
                translator.translate(
                        parsed.message(),
                        new TranslationContext(
                                connection.name(),
                                ZoneId.of(connection.zone()),
                                null,
                                connection.hospital().chinese(),
                                connection.authoritySystems(),
                                NOW));
        };
    }

    private static Message parse(TrafficMessage message, DemoConnection connection) {
        return parse(message.bytes(), connection);
    }

    private static Message parse(byte[] bytes, DemoConnection connection) {
        return ((ParseResult.Parsed) Message.parse(bytes, Hl7Charset.valueOf(connection.charset()))).message();
    }
}
