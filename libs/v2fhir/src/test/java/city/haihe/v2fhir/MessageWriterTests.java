package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.v2fhir.Writing.Kind;
import city.haihe.v2fhir.Writing.Refused;
import city.haihe.v2fhir.Writing.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MessageWriterTests {

    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-03-01T12:00:00+08:00");
    private static final Pattern BLOCK = Pattern.compile("```(fhir|er7)\\n(.*?)```", Pattern.DOTALL);

    private static final String PATIENT = """
            {"resourceType":"Patient","id":"p","identifier":[{"system":"urn:haihe:hd:HX01","value":"MR1"}],
             "name":[{"text":"李秀英","family":"李","given":["秀英"]}],"birthDate":"1990-03-07"}""";

    private final MessageWriter writer = MessageWriter.load();

    private static FhirObject json(String text) {
        return FhirJsonParser.parseTrusted(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageContent content(String... resources) {
        MessageContent content = new MessageContent();
        for (String resource : resources) {
            content.add(json(resource));
        }
        return content;
    }

    private static WritingContext context(Hl7Charset charset, Map<String, String> authorities) {
        return new WritingContext("out", "HAIHE", "CITY", "HIS", "HX01", "C1", NOW, charset, authorities);
    }

    private Written written(String event, MessageContent content) {
        return written(event, content, context(Hl7Charset.UTF_8, Map.of()));
    }

    private Written written(String event, MessageContent content, WritingContext context) {
        return switch (writer.write(event, content, context)) {
            case Written written -> written;
            case Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    private static String text(Written written) {
        return new String(written.message().toBytes(), StandardCharsets.UTF_8).replace('\r', '\n');
    }

    /** The page for integrators has a Bundle and the message that it becomes. */
    @Test
    void writesThePagesMessage() throws IOException {
        String page = Files.readString(Path.of("..", "..", "docs", "hl7v2", "send.md"));
        Matcher blocks = BLOCK.matcher(page);
        List<String> found = blocks.results().map(block -> block.group(2)).toList();
        MessageContent content = MessageContent.ofBundle(json(found.get(0)));
        assertThat(writer.eventOf(content)).contains("ORU^R01");
        Written written = written("ORU^R01", content);
        assertThat(text(written)).isEqualTo(found.get(1));
        assertThat(written.notSaid())
                .extracting(NotSaid::element)
                .containsExactly("Observation.hasMember[0].reference");
    }

    @Test
    void writesIdentifiersWithTheAuthoritiesThatTheirSystemsName() {
        String patient = """
                {"resourceType":"Patient","id":"p","identifier":[
                 {"system":"urn:haihe:hd:HX01","value":"1"},{"system":"urn:oid:1.2.156.1001","value":"2"},
                 {"system":"urn:uuid:123e4567-e89b-12d3-a456-426614174000","value":"3"},{"system":"urn:dns:hx.example","value":"4"},
                 {"system":"https://hx.example/id","value":"5"},{"system":"https://city.example/card","value":"6"},
                 {"system":"urn:haihe:authority:out:visit","value":"7"},
                 {"system":"urn:oid:2.16.156.10011.1.3","value":"120101199003070021"}]}""";
        Written written = written(
                "ADT^A31", content(patient), context(Hl7Charset.UTF_8, Map.of("CARD", "https://city.example/card")));
        Message message = written.message();
        assertThat(message.first("PID").orElseThrow().field(3).raw())
                .isEqualTo("1^^^HX01~2^^^&1.2.156.1001&ISO~3^^^&123e4567-e89b-12d3-a456-426614174000&UUID"
                        + "~4^^^&hx.example&DNS~5^^^&https://hx.example/id&URI~6^^^CARD~7");
        assertThat(message.value("PID-19")).isEqualTo("120101199003070021");
        assertThat(written.notSaid()).isEmpty();
    }

    @Test
    void listsWhatTheMessageCannotSay() {
        String patient =
                PATIENT.replace("\"birthDate\"", "\"photo\":[{\"url\":\"x\"}],\"gender\":\"male\",\"birthDate\"");
        Written written = written("ADT^A31", content(patient));
        assertThat(written.notSaid()).containsExactly(new NotSaid("Patient/p", "Patient.photo[0].url"));
    }

    @Test
    void keepsPrecisionAndTellsTimesInTheMessagesZone() {
        String report = """
                {"resourceType":"DiagnosticReport","id":"r","status":"final","code":{"text":"x"},
                 "subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-02","issued":"2026-03-01T01:02:03.25Z"}""";
        Message message = written("ORU^R01", content(PATIENT.replace("1990-03-07", "1990"), report))
                .message();
        assertThat(message.value("PID-7")).isEqualTo("1990");
        assertThat(message.value("OBR-7")).isEqualTo("202602");
        assertThat(message.value("OBR-22")).isEqualTo("20260301090203.25+0800");
    }

    @Test
    void escapesWhatWouldBeADelimiterAndWritesTheCharsetAsked() {
        String patient = PATIENT.replace("李秀英\",\"family\":\"李", "a|b^c&d\\\\e~f\",\"family\":\"a|b^c&d\\\\e~f");
        Written written = written("ADT^A31", content(patient), context(Hl7Charset.GB18030, Map.of()));
        assertThat(written.message().value("PID-5.1")).isEqualTo("a|b^c&d\\e~f");
        assertThat(written.message().value("PID-5.2")).isEqualTo("秀英");
        assertThat(written.message().header().field(18).text()).isEqualTo("GB 18030-2000");
    }

    @Test
    void refusesWhatTheCharsetCannotSayInsteadOfQuestionMarks() {
        Writing writing = writer.write("ADT^A31", content(PATIENT), context(Hl7Charset.ISO_8859_1, Map.of()));
        assertThat(writing).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.kind()).isEqualTo(Kind.UNSUITABLE_CHARSET);
            assertThat(refused.reason()).doesNotContain("李");
        });
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThat(writer.write("ADT^A99", content(PATIENT), context(Hl7Charset.UTF_8, Map.of())))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.kind()).isEqualTo(Kind.UNSUPPORTED_EVENT));
        assertThat(writer.write("ORU^R01", content(PATIENT), context(Hl7Charset.UTF_8, Map.of())))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.kind()).isEqualTo(Kind.UNSUITABLE_CONTENT));
        String other = PATIENT.replace("\"p\"", "\"q\"");
        assertThat(writer.write("ADT^A31", content(PATIENT, other), context(Hl7Charset.UTF_8, Map.of())))
                .isInstanceOf(Refused.class);
        assertThat(writer.write(
                        "ADT^A31",
                        content("{\"resourceType\":\"Patient\",\"id\":\"p\"}"),
                        context(Hl7Charset.UTF_8, Map.of())))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("Patient"));
    }

    @Test
    void ordersATestAndAMedicine() {
        String order = """
                {"resourceType":"ServiceRequest","id":"s","identifier":[{"system":"urn:haihe:hd:HX01","value":"O1"}],
                 "status":"active","intent":"order","priority":"stat","subject":{"reference":"Patient/p"},
                 "code":{"coding":[{"system":"http://loinc.org","code":"718-7","display":"Hemoglobin"}]},
                 "authoredOn":"2026-03-01","requester":{"reference":"#d"},
                 "contained":[{"resourceType":"Practitioner","id":"d","identifier":[{"value":"D1"}],"name":[{"family":"王"}]}],
                 "note":[{"text":"空腹"}]}""";
        Written written = written("OML^O21", content(PATIENT, order));
        assertThat(text(written))
                .contains("ORC|NW|O1^HX01|||SC||||20260301|||D1^王\n")
                .contains("OBR|1|O1^HX01||718-7^Hemoglobin^LN|S|")
                .contains("NTE|1||空腹\n");
        assertThat(written.notSaid()).isEmpty();
        String prescription = """
                {"resourceType":"MedicationRequest","id":"m","identifier":[{"system":"urn:haihe:hd:HX01","value":"RX1"}],
                 "status":"active","intent":"order","subject":{"reference":"Patient/p"},
                 "medicationCodeableConcept":{"coding":[{"system":"urn:haihe:code-system:x:99DRUG","code":"J01","display":"阿莫西林"}]},
                 "dosageInstruction":[{"text":"一日三次","route":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0162","code":"PO"}]},
                  "doseAndRate":[{"doseQuantity":{"value":0.5,"unit":"g","system":"http://unitsofmeasure.org","code":"g"}}]}],
                 "dispenseRequest":{"quantity":{"value":24,"unit":"粒"}}}""";
        assertThat(text(written("RDE^O11", content(PATIENT, prescription))))
                .contains("RXE||J01^阿莫西林^99DRUG|0.5||g^^UCUM||^一日三次|||24|粒||||RX1\n")
                .contains("RXR|PO^^HL70162\n");
    }

    @Test
    void chargesAndCancels() {
        String charge = """
                {"resourceType":"ChargeItem","id":"c","identifier":[{"value":"F1"}],"status":"billable",
                 "code":{"text":"血常规"},"subject":{"reference":"Patient/p"},"occurrenceDateTime":"2026-03-01",
                 "quantity":{"value":1},"priceOverride":{"value":25.00,"currency":"CNY"}}""";
        assertThat(text(written("DFT^P03", content(PATIENT, charge))))
                .contains("FT1|1|F1||20260301||CG|^血常规|||1|25.00&CNY\n");
        String appointment = """
                {"resourceType":"Appointment","id":"a","status":"cancelled","start":"2026-03-10T09:30:00+08:00",
                 "identifier":[{"system":"urn:haihe:hd:HX01","value":"A1"}],"cancelationReason":{"text":"病人取消"},
                 "participant":[{"actor":{"reference":"Patient/p"},"status":"accepted"},
                  {"actor":{"display":"陈静","type":"Practitioner"},"status":"accepted"}]}""";
        MessageContent content = content(PATIENT, appointment);
        assertThat(writer.eventOf(content)).contains("SIU^S15");
        Written written = written("SIU^S15", content);
        assertThat(text(written))
                .contains("SCH||A1^HX01||||^病人取消|||||^^^20260310093000+0800||||||||||||||Cancelled\n")
                .contains("AIP|1|A|^陈静\n");
        assertThat(written.notSaid()).isEmpty();
    }
}
