package city.haihe.fhir.path;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.GeneratedResources;
import city.haihe.fhir.R4;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The expressions of R4's invariants fit its definitions, and can be evaluated on whatever these allow. */
class InvariantExpressionsTests {

    private static final R4 DEFINITIONS = R4.definitions();
    private static final Environment ENVIRONMENT =
            Environment.of(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).withAsFilters();

    /** Fewer would mean that they were not read. */
    private static final int LEAST_EVALUATIONS = 5_000;

    @Test
    void nameOnlyWhatTheDefinitionsHave() throws Exception {
        Map<String, String> errors = new TreeMap<>();
        expressions().forEach((path, expressions) -> {
            boolean hasElements =
                    DEFINITIONS.isType(path) || !DEFINITIONS.elements(path).isEmpty();
            for (FhirPath expression : expressions) {
                try {
                    if (hasElements) {
                        expression.check(path);
                    }
                } catch (FhirPathException error) {
                    errors.put(path + ": " + expression, String.valueOf(error.getMessage()));
                }
            }
        });
        // It was meant for all definitions, and this one has a title only.
        assertThat(errors.keySet()).containsExactly("ChargeItemDefinition: name.matches('[A-Z]([A-Za-z0-9_]){0,254}')");
    }

    @Test
    void canBeEvaluatedOnEveryElement() throws Exception {
        Map<String, List<FhirPath>> expressions = expressions();
        Map<String, String> undecided = new TreeMap<>();
        int evaluations = 0;
        for (String type : DEFINITIONS.resourceTypes()) {
            List<Element> open = new ArrayList<>(List.of(Element.root(GeneratedResources.resource(type, 0))));
            while (!open.isEmpty()) {
                Element element = open.removeLast();
                for (FhirPath expression : expressions.getOrDefault(element.shape(), List.of())) {
                    evaluations++;
                    try {
                        Evaluation.bool(expression.evaluate(element, ENVIRONMENT), "invariant");
                    } catch (FhirPathException error) {
                        undecided.put(expression.toString(), element.path() + ": " + error.getMessage());
                    }
                }
                for (Item child : element.children()) {
                    if (child instanceof Element inner) {
                        open.add(inner);
                    }
                }
            }
        }
        assertThat(undecided).isEmpty();
        assertThat(evaluations).isGreaterThan(LEAST_EVALUATIONS);
    }

    /** All expressions by the types and paths they are on. */
    private static Map<String, List<FhirPath>> expressions() throws Exception {
        Map<String, List<FhirPath>> expressions = new HashMap<>();
        try (InputStream in = R4.class.getResourceAsStream("r4-invariants.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                String[] fields = line.split("\t", -1);
                expressions
                        .computeIfAbsent(fields[0], path -> new ArrayList<>())
                        .add(FhirPath.compile(fields[3]));
            }
        }
        return expressions;
    }
}
