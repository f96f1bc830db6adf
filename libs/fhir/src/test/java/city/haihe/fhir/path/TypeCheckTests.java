package city.haihe.fhir.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.fhir.R4;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be known of an expression before there is data. */
class TypeCheckTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Patient; name.given1",
                "Patient; Encounter.status",
                "Observation; Observation.valueQuantity",
                "Observation; value.as(Quantity).start",
                "Patient; name.where(gives = 'x')",
                "Patient; contact.exists(names.exists())",
                "Patient; children().first()",
                "Patient; descendants()[0]",
                "Questionnaire; repeat(item).linkIdd",
                "Patient; iif(active, nam, name)"
            })
    void refusesWhatTheDefinitionsHaveNot(String type, String expression) {
        FhirPath path = FhirPath.compile(expression);
        assertThatThrownBy(() -> path.check(type))
                .isInstanceOfSatisfying(
                        FhirPathException.class,
                        error -> assertThat(error.kind()).isEqualTo(FhirPathException.Kind.SEMANTIC));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Patient; Resource.id | DomainResource.text",
                "Observation; value.as(Quantity).unit",
                "Observation; value.unit",
                "Bundle; entry.resource.name.given",
                "Patient; generalPractitioner.resolve().name",
                "Questionnaire; repeat(item).linkId",
                "Patient; name.select(given | family).where($this = 'x')",
                "Patient; extension('http://x').value.code",
                "Patient; birthDate.value",
                "Patient; %context.name.first()"
            })
    void letsPassWhatTheyHave(String type, String expression) {
        FhirPath.compile(expression).check(type);
    }

    /** An expression of several types must hold for one of them in each of its parts; those of one type for it. */
    @Test
    void findsNothingAgainstTheSearchParametersOfOneType() throws Exception {
        int checked = 0;
        for (String[] fields : searchParameters()) {
            if (fields[4].contains("|") || !fields[4].startsWith(fields[1] + ".")) {
                continue;
            }
            FhirPath.compile(fields[4]).check(fields[1]);
            checked++;
        }
        assertThat(checked).isGreaterThan(700);
    }

    private static List<String[]> searchParameters() throws Exception {
        try (InputStream in = R4.class.getResourceAsStream("r4-definitions.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.split("\t", -1))
                    .filter(fields -> fields[0].equals("parameter"))
                    .toList();
        }
    }
}
