package city.haihe.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Environment;
import city.haihe.fhir.path.FhirPath;
import city.haihe.fhir.path.Item;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each search parameter of R4 takes out of resources is what its expression says, as FHIRPath evaluates it. */
class SearchParameterSuiteTests {

    private static final R4 DEFINITIONS = R4.definitions();

    /** How many variants of a generated resource there are: as many as the choices of search parameters have types. */
    private static final int VARIANTS = 12;

    private static final Environment ENVIRONMENT = Environment.of(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
            .withAsFilters()
            .withResolver(SearchParameterSuiteTests::stub);

    /** Parameters that take more than their expressions say, and why. */
    private static final Map<String, String> EXPLAINED = Map.of(
            "AuditEvent.patient",
            "a reference that has an identifier only cannot be resolved, but is found by its identifier",
            "Observation.combo-value-quantity",
            "a union keeps one of the equal amounts 1.0 and 1.00, whose precision differs in a search",
            "Observation.component-value-quantity",
            "a union keeps one of the equal amounts 1.0 and 1.00, whose precision differs in a search");

    @Test
    void extractsWhatTheExpressionsSay() throws Exception {
        Map<String, Map<String, FhirPath>> expressions = expressions();
        Map<String, String> differences = new TreeMap<>();
        Set<String> found = new TreeSet<>();
        Set<String> all = new TreeSet<>();
        int compared = 0;
        for (FhirObject resource : resources()) {
            String type = resource.resourceType();
            for (SearchParameter parameter : DEFINITIONS.searchParameters(type).values()) {
                FhirPath expression = expression(expressions, type, parameter.code());
                if (expression == null || isOfParts(parameter)) {
                    continue;
                }
                compared++;
                Set<String> expected = expected(parameter, expression, resource);
                Set<String> extracted = extracted(parameter, resource);
                all.add(type + "." + parameter.code());
                if (!extracted.isEmpty()) {
                    found.add(type + "." + parameter.code());
                }
                if (!expected.equals(extracted)) {
                    differences.putIfAbsent(
                            type + "." + parameter.code(),
                            expression + " on " + resource.id() + ": " + extracted + " (expected: " + expected + ")");
                }
            }
        }
        System.out.printf(
                "search parameters: %d of %d found values, in %d comparisons; %d differ%n",
                found.size(), all.size(), compared, differences.size());
        differences.forEach((name, difference) -> System.out.println("  " + name + ": " + difference));

        assertThat(found).isEqualTo(all);
        assertThat(differences.keySet()).isEqualTo(EXPLAINED.keySet());
    }

    private static boolean isOfParts(SearchParameter parameter) {
        return parameter.kind().name().equals("COMPOSITE")
                || parameter.kind().name().equals("SPECIAL");
    }

    private static @Nullable FhirPath expression(
            Map<String, Map<String, FhirPath>> expressions, String type, String code) {
        for (String base : List.of(type, "DomainResource", "Resource")) {
            FhirPath expression = expressions.getOrDefault(base, Map.of()).get(code);
            if (expression != null) {
                return expression;
            }
        }
        return null;
    }

    private static Set<String> extracted(SearchParameter parameter, FhirObject resource) {
        Set<String> values = new TreeSet<>();
        parameter.extract(resource, value -> values.add(value.toString()));
        return values;
    }

    /** The values of the elements that FHIRPath finds. */
    private static Set<String> expected(SearchParameter parameter, FhirPath expression, FhirObject resource) {
        Set<String> values = new TreeSet<>();
        for (Item item : expression.evaluate(resource, ENVIRONMENT)) {
            if (!(item instanceof Element element)) {
                values.add(new IndexValue.Token(null, item.text(), true).toString());
                continue;
            }
            Optional<SearchParameter.ValuePath> path = parameter.paths().stream()
                    .filter(candidate -> candidate.type().equals(element.type()) && !candidate.test())
                    .findFirst();
            if (!parameter.kind().reads(element.type())) {
                continue;
            }
            if (path.isEmpty()) {
                values.add("nothing for " + element.type());
            } else if (element.value() != null) {
                IndexValues.add(parameter, path.get(), element.value(), value -> values.add(value.toString()));
            }
        }
        return values;
    }

    /** A resource of the type that is in a reference, which is all that expressions ask of it. */
    private static Optional<FhirObject> stub(String reference) {
        String[] parts = reference.split("/");
        for (int index = parts.length - 2; index >= 0; index--) {
            if (DEFINITIONS.isResourceType(parts[index])) {
                return Optional.of(FhirObject.resource(parts[index]).put("id", parts[index + 1]));
            }
        }
        return Optional.empty();
    }

    private static List<FhirObject> resources() {
        List<FhirObject> resources = new ArrayList<>();
        TestCases.resources().values().forEach(json -> resources.add(FhirJsonParser.parseTrusted(json)));
        for (String type : DEFINITIONS.resourceTypes()) {
            for (int variant = 0; variant < VARIANTS; variant++) {
                resources.add(GeneratedResources.resource(type, variant));
            }
        }
        return resources;
    }

    private static Map<String, Map<String, FhirPath>> expressions() throws Exception {
        Map<String, Map<String, FhirPath>> expressions = new LinkedHashMap<>();
        try (InputStream in = R4.class.getResourceAsStream("r4-definitions.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .map(line -> line.split("\t", -1))
                    .filter(fields -> fields[0].equals("parameter"))
                    .forEach(fields -> expressions
                            .computeIfAbsent(fields[1], base -> new LinkedHashMap<>())
                            .put(fields[2], FhirPath.compile(fields[4])));
        }
        return expressions;
    }
}
