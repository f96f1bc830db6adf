package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.R4;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Environment;
import city.haihe.fhir.path.FhirPath;
import city.haihe.fhir.path.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The search parameters of R4 as their definitions have them: a type, an expression, targets. FHIRPath takes their values. */
final class NaiveDefinitions {

    private static final Environment ENVIRONMENT = Environment.of(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
            .withAsFilters()
            .withResolver(NaiveDefinitions::stub);

    private static final String OF_RESOURCE = "%resource.";

    private final Map<String, Map<String, Parameter>> types = new HashMap<>();
    private final List<String[]> lines;

    NaiveDefinitions() {
        try (InputStream in = R4.class.getResourceAsStream("r4-definitions.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            lines = text.lines()
                    .map(line -> line.split("\t", -1))
                    .filter(fields -> fields[0].equals("parameter"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A search parameter of a type.
     *
     * @param kind its type, such as {@code token}
     * @param targets what its references may lead to
     * @param paths the parts of its expression's union that begin at the type
     * @param components of a composite parameter
     */
    record Parameter(String code, String kind, Set<String> targets, List<FhirPath> paths, List<Component> components) {

        boolean isOf(String name) {
            return kind.equals(name);
        }

        /** The elements of the resource that it reads. */
        List<Item> values(FhirObject resource) {
            return evaluate(paths, Element.root(resource));
        }
    }

    /** A component of a composite parameter: what kind of values it has, and where in the composite's element. */
    record Component(String kind, boolean ofResource, List<FhirPath> paths) {

        List<Item> values(FhirObject resource, Item element) {
            return evaluate(paths, ofResource ? Element.root(resource) : element);
        }
    }

    /** The parameters of a type by name. */
    Map<String, Parameter> of(String type) {
        return types.computeIfAbsent(type, this::read);
    }

    private Map<String, Parameter> read(String type) {
        Map<String, Parameter> parameters = new TreeMap<>();
        List<String[]> own = lines.stream()
                .filter(fields -> Set.of(type, "DomainResource", "Resource").contains(fields[1]))
                .toList();
        for (String[] fields : own) {
            List<FhirPath> paths = compile(type, fields[4]);
            if (!paths.isEmpty()) {
                Set<String> targets =
                        fields[5].isEmpty() ? R4.definitions().resourceTypes() : Set.of(fields[5].split(","));
                parameters.put(fields[2], new Parameter(fields[2], fields[3], targets, paths, components(fields, own)));
            }
        }
        return parameters;
    }

    private static List<Component> components(String[] fields, List<String[]> own) {
        List<Component> components = new ArrayList<>();
        for (String component : fields[6].isEmpty() ? new String[0] : fields[6].split(";")) {
            int equals = component.indexOf('=');
            String code = component.substring(0, equals);
            String expression = component.substring(equals + 1).replace("DateTime", "dateTime");
            boolean ofResource = expression.startsWith(OF_RESOURCE);
            String kind = own.stream()
                    .filter(other -> other[2].equals(code))
                    .map(other -> other[3])
                    .findFirst()
                    .orElseThrow();
            String plain = ofResource ? expression.substring(OF_RESOURCE.length()) : expression;
            components.add(new Component(
                    kind,
                    ofResource,
                    parts(plain).stream().map(FhirPath::compile).toList()));
        }
        return components;
    }

    /** The parts of an expression that begin at the type. Each is evaluated alone, as a union would drop what is equal. */
    private static List<FhirPath> compile(String type, String expression) {
        return parts(expression).stream()
                .filter(part -> {
                    String start = part.replace("(", "").strip().split("[.\\s)]", 2)[0];
                    return Set.of(type, "Resource", "DomainResource").contains(start);
                })
                .map(FhirPath::compile)
                .toList();
    }

    private static List<String> parts(String expression) {
        List<String> parts = new ArrayList<>();
        int open = 0;
        int start = 0;
        for (int index = 0; index <= expression.length(); index++) {
            char c = index < expression.length() ? expression.charAt(index) : '|';
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '|' && open == 0) {
                parts.add(expression.substring(start, index).strip());
                start = index + 1;
            }
        }
        return parts;
    }

    private static List<Item> evaluate(List<FhirPath> paths, Item context) {
        List<Item> items = new ArrayList<>();
        paths.forEach(path -> items.addAll(path.evaluate(context, ENVIRONMENT)));
        return items;
    }

    /** A resource of the type that is in a reference, which is all that expressions ask of it. */
    private static Optional<FhirObject> stub(String reference) {
        String[] parts = reference.split("/");
        for (int index = parts.length - 2; index >= 0; index--) {
            if (R4.definitions().isResourceType(parts[index])) {
                return Optional.of(FhirObject.resource(parts[index]).put("id", parts[index + 1]));
            }
        }
        return Optional.empty();
    }
}
