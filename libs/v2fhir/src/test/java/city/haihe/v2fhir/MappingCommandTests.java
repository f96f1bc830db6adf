package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingCommandTests {

    private static final String MESSAGE = """
            MSH|^~\\&|LIS|HX01|HAIHE|CITY|20260301120000||ORU^R01^ORU_R01|1|P|2.5.1
            PID|1||MR1^^^HX01^MR||李^秀英||||||||||||||||||||||||||||||Y
            ORC|RE|P-1|F-1
            OBR|1|P-1|F-1|24323-8^Metabolic panel^LN|||20260301090000|||||||||||||||20260301115900||CH|F
            OBX|1|NM|2345-7^Glucose^LN||6.10|mmol/L^^UCUM|3.9-6.1|N|||F
            ZZZ|own
            """.replace('\n', '\r');

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private int run(String... arguments) {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(arguments));
        return MappingCommand.run(all, out, out);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void explainsWhichRuleReadWhichField() throws IOException {
        assertThat(run("explain", file("a.hl7", MESSAGE))).isEqualTo(MappingCommand.OK);
        assertThat(printed().lines())
                .contains("OBX-5  6.10", "OBX-6  mmol/L^^UCUM", "    read together with another field")
                .anyMatch(line -> line.matches("    observation-\\d+\\.valueQuantity = .*6\\.10.*"))
                .anyMatch(line -> line.matches(" +segments/OBX\\.map:\\d+  # map: OBX-5 IF OBX-2 EQUALS \"NM\""))
                .anyMatch(line -> line.matches("    patient-\\d+\\.identifier\\[]\\.value = \"MR1\""))
                .anyMatch(line -> line.contains("left out: ") && line.contains("segments/OBX.map"))
                .contains("ZZZ-1  own", "    no rule consumed it");
    }

    @Test
    void explainsAsJson() throws IOException {
        assertThat(run("explain", file("a.hl7", MESSAGE), "--json", "--stored")).isEqualTo(MappingCommand.OK);
        var json = FhirJsonParser.parseUnchecked(bytes.toByteArray());
        assertThat(json.objects("fields").map(field -> field.string("outcome")))
                .contains("written", "read", "ignored", "unmapped");
        assertThat(json.objects("resources").map(resource -> resource.string("mode")))
                .contains("UPSERT", "ENSURE");
    }

    @Test
    void saysWhyAMessageIsRefused() throws IOException {
        assertThat(run("explain", file("a.hl7", MESSAGE.replace("|6.10|", "|high|")), "--stored"))
                .isEqualTo(MappingCommand.DIFFERENT);
        assertThat(printed()).contains("refused: INVALID_VALUE at OBX[1]-5");
        assertThat(run("explain", file("b.hl7", "nothing"))).isEqualTo(MappingCommand.DIFFERENT);
    }

    @Test
    void findsWhatAnExampleExpects() throws IOException {
        file("a.hl7", MESSAGE);
        file("a.json", """
                {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1", "resource": {
                  "resourceType": "Observation", "id": "anything", "status": "final",
                  "subject": {"reference": "Patient/any"}, "valueQuantity": {"value": 6.10, "unit": "mmol/L"}}}]}""");
        assertThat(run("test", folder.toString())).isEqualTo(MappingCommand.OK);
        assertThat(printed()).contains("a: 3 of 3 values found", "1 of 1 examples as expected");
    }

    @Test
    void namesTheValuesThatAreMissing() throws IOException {
        file("a.hl7", MESSAGE);
        file("a.json", "[{\"resourceType\": \"Observation\", \"status\": \"preliminary\"}]");
        file("b.hl7", MESSAGE);
        assertThat(run("test", folder.toString())).isEqualTo(MappingCommand.DIFFERENT);
        assertThat(printed())
                .contains(
                        "a: 0 of 1 values found",
                        "missing  Observation.status = \"preliminary\"",
                        "b: no b.json beside it",
                        "0 of 2 examples as expected");
    }

    @Test
    void followsTheHospitalsOverlay() throws IOException {
        file("a.hl7", MESSAGE);
        file("overlay.map", "segment ZZZ -> Patient\n  ZZZ-1 ignored  # the hospital's own\n");
        file("a.json", "{\"resourceType\": \"Patient\"}");
        assertThat(run("test", folder.toString())).isEqualTo(MappingCommand.OK);
        file("overlay.map", "segment ZZZ -> Patient\n  ZZZ-1 -> name[] XXX\n");
        assertThat(run("test", folder.toString())).isEqualTo(MappingCommand.USAGE);
        assertThat(printed()).contains("--overlay: overlay:2: type: XXX");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(run("explain")).isEqualTo(MappingCommand.USAGE);
        assertThat(run("explain", "a", "--colour")).isEqualTo(MappingCommand.USAGE);
        assertThat(run("explain", folder.resolve("none.hl7").toString())).isEqualTo(MappingCommand.USAGE);
        assertThat(run("draw")).isEqualTo(MappingCommand.USAGE);
        assertThat(run("--help")).isEqualTo(MappingCommand.OK);
        assertThat(printed()).contains("usage: ./haihe mapping explain FILE.hl7");
    }
}
