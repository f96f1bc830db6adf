package city.haihe.fhir.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No expression hangs, however it was meant. */
class FhirPathLimitsTests {

    /** Far more than the limits allow, so that a slow machine does not fail. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Environment ENVIRONMENT = Environment.of(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    /** A tenth of the steps, so that the tests take a tenth of the time. */
    private static final Environment STRICT = ENVIRONMENT.withLimits(
            new Limits(Limits.DEFAULT.steps() / 10, Limits.DEFAULT.items(), Limits.DEFAULT.textLength()));

    private static final FhirObject PATIENT = patient();
    private static final String TEN = "(1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10)";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.repeat($this + 1)",
                "'a'.repeat($this + 'a')",
                TEN + ".select(" + TEN + ").select(" + TEN + ").select(" + TEN
                        + ").select(%resource.descendants()).count()",
                TEN + ".select(" + TEN + ").select(" + TEN + ").select(" + TEN + ").select(%resource)"
                        + ".aggregate(iif(%resource.descendants() ~ %resource.descendants(), 1, 2))",
                TEN + ".select(" + TEN + ").select(" + TEN + ").select(" + TEN + ").select(" + TEN + ").select(" + TEN
                        + ").select(" + TEN + ").count()",
                TEN + ".select(" + TEN + ").aggregate($total & $total, 'aaaaaaaaaa').length()",
                TEN + ".select(" + TEN + ").aggregate($total * $total, 1234567.89)",
                TEN + ".select(" + TEN + ").aggregate($total.replace('', 'aa'), 'aaaaaaaaaa').length()",
                "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(.*a){15}b$')",
                TEN + ".select(" + TEN + ").aggregate($total & 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                        + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')"
                        + ".replace('a', 'aaaaaaaaaaaaaaaaaaaaaaa').matches('(a|b)*c')",
                TEN + ".select(" + TEN + ").aggregate($total.combine($total), 1).count()"
            })
    void endsWhatTakesTooMuch(String expression) {
        FhirPath path = FhirPath.compile(expression);
        Assertions.assertTimeout(
                PATIENCE,
                () -> assertThatThrownBy(() -> path.evaluate(PATIENT, STRICT))
                        .isInstanceOfSatisfying(
                                FhirPathException.class,
                                error -> assertThat(error.kind()).isEqualTo(FhirPathException.Kind.LIMIT)));
    }

    @Test
    void endsSoonByItsDefaultLimits() {
        FhirPath path = FhirPath.compile("'a'.repeat($this + 'a')");
        Assertions.assertTimeout(
                PATIENCE,
                () -> assertThatThrownBy(() -> path.evaluate(PATIENT, ENVIRONMENT))
                        .isInstanceOf(FhirPathException.class));
    }

    /** With enough in it to be walked through. */
    private static FhirObject patient() {
        FhirObject patient = FhirObject.resource("Patient");
        for (int count = 0; count < 300; count++) {
            patient.append(
                    "name", new FhirObject().put("family", "family" + count).append("given", new FhirString("a")));
        }
        return patient;
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "a.", "a[", "iif(", "a + "})
    void refusesWhatIsNestedTooDeeply(String opening) {
        String expression = opening.repeat(3_000) + "a";
        assertThatThrownBy(() -> FhirPath.compile(expression))
                .isInstanceOfSatisfying(
                        FhirPathException.class,
                        error -> assertThat(error.kind()).isEqualTo(FhirPathException.Kind.LIMIT));
    }

    @Test
    void refusesWhatIsTooLong() {
        String expression = "a".repeat(Lexer.MAX_LENGTH + 1);
        assertThatThrownBy(() -> FhirPath.compile(expression)).isInstanceOf(FhirPathException.class);
    }

    @Test
    void givesUpOnPatternsThatAreTooDeep() {
        String pattern = "(".repeat(9_000) + ")".repeat(9_000);
        FhirPath path = FhirPath.compile("'a'.matches('" + pattern + "')");
        assertThatThrownBy(() -> path.evaluate(PATIENT, ENVIRONMENT)).isInstanceOf(FhirPathException.class);
    }

    @Test
    void takesFewerStepsWhereFewerAreGiven() {
        Environment poor = ENVIRONMENT.withLimits(new Limits(10, 10, 10));
        FhirPath path = FhirPath.compile("(1 | 2 | 3 | 4 | 5).select($this + 1)");
        assertThat(path.evaluate(FhirObject.resource("Patient"), ENVIRONMENT)).hasSize(5);
        assertThatThrownBy(() -> path.evaluate(FhirObject.resource("Patient"), poor))
                .isInstanceOf(FhirPathException.class);
    }

    @Test
    void computesHugePowersRoughly() {
        assertThat(FhirPath.compile("10.power(300) > 1").test(FhirObject.resource("Patient"), ENVIRONMENT))
                .isTrue();
        assertThat(FhirPath.compile("10.power(1000000000)").evaluate(FhirObject.resource("Patient"), ENVIRONMENT))
                .isEmpty();
    }
}
