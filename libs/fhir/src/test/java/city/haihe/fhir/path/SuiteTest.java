package city.haihe.fhir.path;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.TestCases;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * One test of the official suite.
 *
 * @param group its group
 * @param name its name, with a number where the group has it twice
 * @param expression the expression
 * @param input the resource to evaluate it on, or null
 * @param invalid what kind of error is expected, or empty
 * @param predicate whether the result is taken as a boolean
 * @param ordered whether the order of the results counts
 * @param outputs what is expected: types, where they are given, and texts
 */
record SuiteTest(
        String group,
        String name,
        String expression,
        @Nullable String input,
        String invalid,
        boolean predicate,
        boolean ordered,
        List<Output> outputs) {

    private static final Environment ENVIRONMENT = Environment.of(
                    Clock.fixed(Instant.parse("2024-02-29T04:05:06.789Z"), ZoneId.of("Asia/Shanghai")))
            .withProfiles(SuiteTest::conformsTo);

    private static final Map<String, FhirObject> INPUTS = new java.util.concurrent.ConcurrentHashMap<>();

    /** An expected result. */
    record Output(String type, String text) {}

    static SuiteTest read(String group, String name, Element element) {
        Element expression = children(element, "expression").getFirst();
        String input = element.getAttribute("inputfile");
        List<Output> outputs = children(element, "output").stream()
                .map(output -> new Output(output.getAttribute("type"), output.getTextContent()))
                .toList();
        return new SuiteTest(
                group,
                name,
                expression.getTextContent(),
                input.isEmpty() ? null : input,
                expression.getAttribute("invalid"),
                element.getAttribute("predicate").equals("true"),
                !element.getAttribute("ordered").equals("false"),
                outputs);
    }

    static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getLocalName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }

    /** What is wrong, or null where the test passes. */
    @Nullable
    String run() {
        FhirObject resource =
                input == null ? FhirObject.resource("Basic") : INPUTS.computeIfAbsent(input, TestCases::resource);
        List<Item> items;
        try {
            FhirPath path = FhirPath.compile(expression);
            if (invalid.equals("semantic")) {
                path.check(resource.resourceType());
            }
            items = path.evaluate(resource, ENVIRONMENT);
        } catch (FhirPathException error) {
            return invalid.isEmpty() ? error.getMessage() : null;
        }
        if (!invalid.isEmpty()) {
            return "no error, but " + texts(items);
        }
        if (predicate) {
            items = Evaluation.truth(Boolean.TRUE.equals(Evaluation.bool(items, "predicate")));
        }
        List<String> expected =
                sorted(outputs.stream().map(Output::text).map(SuiteTest::plain).toList());
        List<String> found = sorted(texts(items));
        if (!expected.equals(found)) {
            return found + " (expected: " + expected + ")";
        }
        for (int index = 0; ordered && index < items.size(); index++) {
            String type = outputs.get(index).type();
            if (!type.isEmpty()
                    && !type.toLowerCase(Locale.ROOT)
                            .equals(items.get(index).type().toLowerCase(Locale.ROOT))) {
                return items.get(index).type() + " (expected: " + type + ")";
            }
        }
        return null;
    }

    private List<String> sorted(List<String> texts) {
        return ordered ? texts : texts.stream().sorted().toList();
    }

    private static List<String> texts(List<Item> items) {
        return items.stream().map(Item::text).toList();
    }

    private static String plain(String text) {
        return text.startsWith("@T") ? text.substring(2) : text.startsWith("@") ? text.substring(1) : text;
    }

    /** The base definitions only, as far as the suite asks. */
    private static Optional<Boolean> conformsTo(city.haihe.fhir.path.Element element, String profile) {
        String base = "http://hl7.org/fhir/StructureDefinition/";
        return profile.startsWith(base)
                ? Optional.of(profile.substring(base.length()).equals(element.type()))
                : Optional.empty();
    }
}
