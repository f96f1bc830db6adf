package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code $convert-v2} at the record's door: charsets, sizes, refusals, and that its Bundles can be carried out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConvertV2IT {

    private static final int LARGEST_BYTES = 16 * 1024 * 1024;
    private static final String HEADER =
            "MSH|^~\\&|LIS|H1|HAIHE|CITY|20261124093000+0800||ORU^R01^ORU_R01|M1|P|2.5.1\r";
    private static final String RESULT = HEADER
            + "PID|1||P1^^^H1&1.2.3.4&ISO^MR||王^小明||19800229|F\r"
            + "OBR|1||F1|718-7^Hemoglobin^LN|||20261124080000+0800\r"
            + "OBX|1|NM|718-7^Hemoglobin^LN||131.50|g/L|115-150|N|||F\r";

    private TestServer server;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String stored(String message) {
        return server.upload("system", "/$convert-v2?complete=false", message.getBytes(UTF_8), "application/hl7-v2")
                .text();
    }

    private Answer convert(byte[] message, String contentType) {
        return server.upload("system", "/$convert-v2", message, contentType);
    }

    @Test
    void readsEachCharsetThatTheMediaTypeNames() {
        for (String charset : List.of("UTF-8", "GB18030", "GBK", "GB2312", "Big5")) {
            Answer answer =
                    convert(RESULT.getBytes(Charset.forName(charset)), "application/hl7-v2; charset=" + charset);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).as(charset).contains("王", "小明");
        }
    }

    @Test
    void readsTheCharsetOfTheMessageWhereTheMediaTypeNamesNone() {
        String named = RESULT.replace("2.5.1\r", "2.5.1||||||ASCII~GB 18030-2000\r");
        Answer answer = convert(named.getBytes(Charset.forName("GB18030")), "x-application/hl7-v2+er7");
        assertThat(answer.text()).contains("小明");
        assertThat(convert(named.replace("GB 18030-2000", "UNICODE UTF-16").getBytes(UTF_8), "application/hl7-v2")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void answersOnlyReferencesThatItsEntriesAnswer() {
        FhirObject bundle =
                convert(RESULT.getBytes(UTF_8), "application/hl7-v2").body();
        FhirJsonParser.check(bundle);
        Set<String> names = new HashSet<>();
        bundle.objects("entry").forEach(entry -> names.add(String.valueOf(entry.string("fullUrl"))));
        assertThat(names).hasSameSizeAs(bundle.objects("entry").toList());
        Matcher references = Pattern.compile("\"reference\":\"([^\"]+)\"").matcher(bundle.toString());
        int found = 0;
        while (references.find()) {
            assertThat(names).contains(references.group(1));
            found++;
        }
        assertThat(found).isPositive();
        assertThat(convert(RESULT.getBytes(UTF_8), "application/hl7-v2")
                        .body()
                        .objects("entry")
                        .map(entry -> entry.string("fullUrl")))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void answersABundleThatTheRecordTakesTwiceWithoutASecondEffect() {
        String text = RESULT.replace("P1^", "P2^").replace("F1|", "F2|");
        String bundle = stored(text);
        String before = count();
        assertThat(server.post("", bundle).status()).isEqualTo(200);
        assertThat(count()).isNotEqualTo(before);
        String once = count();
        assertThat(server.post("", bundle).status()).isEqualTo(200);
        assertThat(count()).isEqualTo(once);
        assertThat(server.get("/Observation?code=718-7&subject.identifier=urn:oid:1.2.3.4%7CP2")
                        .text())
                .contains("131.50");
    }

    private String count() {
        return List.of("Patient", "Observation", "DiagnosticReport", "Organization").stream()
                .map(type -> String.valueOf(
                        server.get("/" + type + "?_summary=count").body().get("total")))
                .toList()
                .toString();
    }

    @Test
    void storesNothing() {
        String before = count();
        String text = RESULT.replace("P1^", "P3^").replace("F1|", "F3|");
        assertThat(convert(text.getBytes(UTF_8), "application/hl7-v2").status()).isEqualTo(200);
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void takesTheLargestMessage() {
        String document = HEADER
                + "PID|1||P4^^^H1&1.2.3.4&ISO^MR||王^小明\r"
                + "OBR|1||F4|11502-2^Report^LN|||20261124080000+0800\r"
                + "OBX|1|ED|11502-2^Report^LN||^application^pdf^Base64^";
        int room = LARGEST_BYTES - document.getBytes(UTF_8).length - "||||||F\r".length();
        String whole = document + "A".repeat(room / 4 * 4) + "||||||F\r";
        Answer answer = convert(whole.getBytes(UTF_8), "application/hl7-v2");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body().length).isGreaterThan(room / 4 * 4);
        assertThat(convert((whole + "NTE|1||" + "x".repeat(100)).getBytes(UTF_8), "application/hl7-v2")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void convertsAMergeToTwoPatientsThatKnowEachOther() {
        String merge = HEADER.replace("ORU^R01^ORU_R01", "ADT^A40^ADT_A39")
                + "PID|1||P5^^^H1&1.2.3.4&ISO^MR||王^小明\rMRG|P6^^^H1&1.2.3.4&ISO^MR\r";
        String answer = convert(merge.getBytes(UTF_8), "application/hl7-v2").text();
        assertThat(answer).contains("\"replaces\"", "\"replaced-by\"", "\"active\":false");
    }

    @Test
    void refusesWhatIsNoMessageAndWhoMayNotAsk() {
        assertThat(convert("hello".getBytes(UTF_8), "application/hl7-v2").status())
                .isEqualTo(400);
        assertThat(convert(new byte[0], "application/hl7-v2").status()).isEqualTo(400);
        assertThat(convert(RESULT.getBytes(Charset.forName("GBK")), "application/hl7-v2")
                        .status())
                .isEqualTo(400);
        assertThat(convert(RESULT.getBytes(UTF_8), "application/hl7-v2; charset=utf-16")
                        .status())
                .isEqualTo(400);
        assertThat(convert(RESULT.getBytes(UTF_8), "text/plain").status()).isEqualTo(415);
        assertThat(convert(RESULT.replace("ORU^R01^ORU_R01", "ZZZ^Z99").getBytes(UTF_8), "application/hl7-v2")
                        .status())
                .isEqualTo(422);
        assertThat(server.get("/$convert-v2").status()).isEqualTo(405);
        for (String scope : List.of("system/*.ruds", "system/Patient.c", "user/*.c", "patient/*.c")) {
            assertThat(server.upload("scopes:" + scope, "/$convert-v2", RESULT.getBytes(UTF_8), "application/hl7-v2")
                            .status())
                    .as(scope)
                    .isEqualTo(403);
        }
        assertThat(server.upload("scopes:system/*.c", "/$convert-v2", RESULT.getBytes(UTF_8), "application/hl7-v2")
                        .status())
                .isEqualTo(200);
    }
}
