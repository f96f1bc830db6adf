package city.haihe.fhir.validation;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.R4;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Environment;
import city.haihe.fhir.path.FhirPath;
import city.haihe.fhir.path.FhirPathException;
import city.haihe.fhir.path.Item;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The invariants of R4's types (FHIR R4 2.29.6). They are read and compiled when the first resource is checked, so that who checks
 * none pays nothing. Safe for use by several threads.
 */
public final class Invariants {

    private static final String RESOURCE = "/city/haihe/fhir/r4-invariants.txt";

    /** That a resource should have a text is advice about what is shown, and none about what stands inside another. */
    private static final String SHOULD_HAVE_TEXT = "dom-6";

    /** Faults found in one resource; who made more has made one fault many times. */
    private static final int MAX_VIOLATIONS = 200;

    private static final R4 DEFINITIONS = R4.definitions();

    /** Read once, and never changed. */
    private static final class Holder {
        private static final Invariants INVARIANTS = new Invariants(load());
    }

    private final Map<String, List<Invariant>> byPath;
    private final Map<String, FhirPath> compiled = new ConcurrentHashMap<>();

    /** What must hold of the elements of a path. */
    private record Invariant(String key, boolean error, String expression, String human) {}

    private Invariants(Map<String, List<Invariant>> byPath) {
        this.byPath = byPath;
    }

    /** Those of FHIR R4. */
    public static Invariants r4() {
        return Holder.INVARIANTS;
    }

    /**
     * An invariant that does not hold.
     *
     * @param key its key in the specification, such as {@code pat-1}
     * @param error whether it must hold, or only should
     * @param human what it asks, in words
     * @param path the element it does not hold of, such as {@code Patient.contact[0]}
     */
    public record Violation(String key, boolean error, String human, String path) {}

    /** What does not hold of a resource and all that is in it. Its structure was checked before. */
    public List<Violation> check(FhirObject resource, Environment environment) {
        List<Violation> violations = new ArrayList<>();
        visit(Element.root(resource), environment.withAsFilters(), violations);
        return violations;
    }

    private void visit(Element element, Environment environment, List<Violation> violations) {
        checkAll(element.shape(), element, environment, violations);
        String own = definedAt(element);
        if (!own.equals(element.shape())) {
            checkAll(own, element, environment, violations);
        }
        for (Item child : element.children()) {
            if (violations.size() >= MAX_VIOLATIONS) {
                return;
            }
            if (child instanceof Element inner) {
                visit(inner, environment, violations);
            }
        }
    }

    /** Where the definitions have the element itself, not its type. */
    private static String definedAt(Element element) {
        Element parent = element.parent();
        R4.Member member = parent == null ? null : DEFINITIONS.member(parent.shape(), element.member());
        return member == null ? "" : member.element().path();
    }

    private void checkAll(String path, Element element, Environment environment, List<Violation> violations) {
        for (Invariant invariant : byPath.getOrDefault(path, List.of())) {
            boolean inside = element.parent() != null && invariant.key().equals(SHOULD_HAVE_TEXT);
            if (!inside && !holds(invariant, element, environment)) {
                violations.add(new Violation(invariant.key(), invariant.error(), invariant.human(), element.path()));
            }
        }
    }

    private boolean holds(Invariant invariant, Element element, Environment environment) {
        try {
            FhirPath expression = compiled.computeIfAbsent(invariant.expression(), FhirPath::compile);
            List<Item> result = expression.evaluate(element, environment);
            return result.isEmpty() || expression.test(element, environment);
        } catch (FhirPathException undecided) {
            // What an expression cannot decide about is no fault of the resource.
            return true;
        }
    }

    /** The paths that have invariants. */
    Set<String> paths() {
        return byPath.keySet();
    }

    /** All expressions. */
    List<String> expressions() {
        return byPath.values().stream()
                .flatMap(List::stream)
                .map(Invariant::expression)
                .distinct()
                .toList();
    }

    private static Map<String, List<Invariant>> load() {
        Map<String, List<Invariant>> byPath = new HashMap<>();
        try (InputStream in = Invariants.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing: " + RESOURCE);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.split("\t", -1);
                byPath.computeIfAbsent(fields[0], path -> new ArrayList<>())
                        .add(new Invariant(fields[1], fields[2].equals("error"), fields[3], fields[4]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return byPath;
    }
}
