package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferenceScanTests {

    private static Map<String, Set<String>> found(String body) {
        ReferenceScan scan = new ReferenceScan("http://a/fhir", List.of("Practitioner", "PractitionerRole"));
        scan.add(body.replace('\'', '"').getBytes(UTF_8));
        return scan.found();
    }

    @Test
    void findsReferencesOfItsTypesInEveryForm() {
        assertThat(
                        found(
                                "{'a':{'reference':'Practitioner/1'},'b':[{'reference':'http://a/fhir/Practitioner/2/_history/3'},"
                                        + "{'display':'x','reference':'PractitionerRole/r.4-A'}],'c':{'reference':'Patient/1'}}"))
                .isEqualTo(Map.of("Practitioner", Set.of("1", "2"), "PractitionerRole", Set.of("r.4-A")));
    }

    @Test
    void findsNothingInTextOrElsewhere() {
        assertThat(found("{'a':'\\'reference\\':\\'Practitioner/1\\'','b':{'reference':'http://b/fhir/Practitioner/1'},"
                        + "'c':{'reference':'#1'},'reference':'Practitione"))
                .isEmpty();
        assertThat(found("")).isEmpty();
        assertThat(found("{'reference':'")).isEmpty();
    }
}
