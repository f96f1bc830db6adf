package city.haihe.fhir;

import city.haihe.fhir.ParameterCompiler.ComponentSource;
import city.haihe.fhir.ParameterCompiler.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The definitions of FHIR R4 (4.0.1): types, elements, search parameters and compartments. */
public final class R4 {

    private static final String RESOURCE = "/city/haihe/fhir/r4-definitions.txt";

    /** Read once, and never changed. */
    private static final class Holder {
        private static final R4 DEFINITIONS = load();
    }

    private final Set<String> resourceTypes = new TreeSet<>();
    private final Set<String> primitives = new TreeSet<>();
    private final Map<String, String> bases = new HashMap<>();
    private final Map<String, Map<String, ElementDefinition>> children = new HashMap<>();
    private final Map<String, Map<String, Member>> members = new HashMap<>();
    private final Map<String, List<ElementDefinition>> required = new HashMap<>();
    private final Map<String, Map<String, SearchParameter>> parameters = new TreeMap<>();
    private final Map<String, Map<String, List<String>>> compartments = new TreeMap<>();

    private R4() {}

    /**
     * A member of a JSON object.
     *
     * @param element the element it is
     * @param type the type it has
     */
    public record Member(ElementDefinition element, String type) {}

    /** The definitions. */
    public static R4 definitions() {
        return Holder.DEFINITIONS;
    }

    /** The names of all types that resources may have. */
    public Set<String> resourceTypes() {
        return java.util.Collections.unmodifiableSet(resourceTypes);
    }

    /** Whether it is a type that resources may have. */
    public boolean isResourceType(String type) {
        return resourceTypes.contains(type);
    }

    /** Whether values of the type are JSON primitives. */
    public boolean isPrimitive(String type) {
        return primitives.contains(type);
    }

    /** Whether it is a type at all: of resources, of elements or an abstract one. */
    public boolean isType(String type) {
        return bases.containsKey(type);
    }

    /** Whether a type is another or is derived from it, as {@code Age} is from {@code Quantity}. */
    public boolean isKindOf(String type, String ancestor) {
        for (String known = type; known != null && !known.isEmpty(); known = bases.get(known)) {
            if (known.equals(ancestor)) {
                return true;
            }
        }
        return false;
    }

    /** The elements of a type or of a backbone element's path, by name. */
    public Map<String, ElementDefinition> elements(String shape) {
        return children.getOrDefault(shape, Map.of());
    }

    /** The elements that must be there in every object of the shape. */
    List<ElementDefinition> required(String shape) {
        return required.getOrDefault(shape, List.of());
    }

    /** What a JSON member is, or null where there is no such element. */
    public @Nullable Member member(String shape, String name) {
        Map<String, Member> known = members.get(shape);
        return known == null ? null : known.get(name);
    }

    /** The search parameters of a resource type, by name; those of all resources among them. */
    public Map<String, SearchParameter> searchParameters(String type) {
        return parameters.getOrDefault(type, Map.of());
    }

    /** The reference parameters that put a resource of the type into a Patient's compartment; none where it never is in one. */
    public List<String> patientCompartment(String type) {
        return compartment("Patient", type);
    }

    /** The types whose instances have compartments (FHIR R4 2.3). */
    public Set<String> compartments() {
        return java.util.Collections.unmodifiableSet(compartments.keySet());
    }

    /** The types that may be in a compartment of the owner's type. */
    public Set<String> compartmentTypes(String owner) {
        return java.util.Collections.unmodifiableSet(
                compartments.getOrDefault(owner, Map.of()).keySet());
    }

    /**
     * The parameters by which a resource of the type refers to the owner of a compartment that it is in; {@code {def}} among
     * them stands for the owner itself. None where the type never is in one.
     */
    public List<String> compartment(String owner, String type) {
        return compartments.getOrDefault(owner, Map.of()).getOrDefault(type, List.of());
    }

    private static R4 load() {
        R4 definitions = new R4();
        List<String[]> parameterLines = new ArrayList<>();
        try (InputStream in = R4.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing: " + RESOURCE);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.split("\t", -1);
                switch (fields[0]) {
                    case "type" -> definitions.addType(fields);
                    case "element" -> definitions.addElement(fields);
                    case "parameter" -> parameterLines.add(fields);
                    case "compartment" ->
                        definitions
                                .compartments
                                .computeIfAbsent(fields[1], owner -> new TreeMap<>())
                                .put(fields[2], List.of(fields[3].split(",")));
                    default -> throw new IllegalStateException("definitions: " + fields[0]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        definitions.addMembers();
        definitions.addParameters(parameterLines);
        return definitions;
    }

    private void addType(String[] fields) {
        bases.put(fields[1], fields[3]);
        switch (fields[2]) {
            case "resource" -> resourceTypes.add(fields[1]);
            case "primitive-type" -> primitives.add(fields[1]);
            default -> {
                // Complex types have elements and nothing else to note.
            }
        }
    }

    private void addElement(String[] fields) {
        String path = fields[1];
        int dot = path.lastIndexOf('.');
        String name = path.substring(dot + 1);
        boolean choice = name.endsWith("[x]");
        if (choice) {
            name = name.substring(0, name.length() - "[x]".length());
        }
        List<String> types = fields[4].isEmpty() ? List.of() : List.of(fields[4].split(","));
        if (name.equals("id") && resourceTypes.contains(path.substring(0, dot))) {
            // The definitions say "string" here, the specification "id" (FHIR R4 2.27.2).
            types = List.of("id");
        }
        Set<String> codes = fields[5].isEmpty() ? Set.of() : Set.copyOf(List.of(fields[5].split(",")));
        boolean needed = !fields[2].equals("0");
        children.computeIfAbsent(path.substring(0, dot), parent -> new LinkedHashMap<>())
                .put(
                        name,
                        new ElementDefinition(
                                name,
                                needed,
                                !fields[3].equals("1"),
                                choice,
                                types,
                                path,
                                codes,
                                fields[6],
                                fields[7].equals("true")));
    }

    private void addMembers() {
        children.forEach((shape, elements) -> {
            Map<String, Member> known = new HashMap<>();
            elements.values()
                    .forEach(element -> element.types()
                            .forEach(type -> known.put(element.member(type), new Member(element, type))));
            members.put(shape, known);
            required.put(
                    shape,
                    elements.values().stream()
                            .filter(ElementDefinition::required)
                            .toList());
        });
    }

    /**
     * Compiles a parameter that is not one of the definitions' own (FHIR R4 SearchParameter).
     *
     * @param type the resource type
     * @param code the parameter's name
     * @param kind its type, such as {@code token}; not composite and not special
     * @param expression its FHIRPath
     * @param targets the types that its references may lead to; none for all
     * @return the parameter, or null where the expression reads nothing of the type
     * @throws ExpressionException where the expression is malformed or not understood
     */
    public @Nullable SearchParameter compile(
            String type, String code, String kind, String expression, List<String> targets) {
        if (kind.equals("composite") || kind.equals("special")) {
            throw new ExpressionException(kind, "a type that has values of its own");
        }
        SearchParameter compiled =
                new ParameterCompiler(this).compile(type, new Source(code, kind, expression, targets, List.of()));
        if (compiled == null) {
            return null;
        }
        List<SearchParameter.ValuePath> paths = compiled.paths().stream()
                .filter(path -> compiled.kind().reads(path.type()))
                .toList();
        return paths.isEmpty()
                ? null
                : new SearchParameter(code, compiled.kind(), compiled.targets(), compiled.several(), paths, List.of());
    }

    private void addParameters(List<String[]> lines) {
        ParameterCompiler compiler = new ParameterCompiler(this);
        for (String type : resourceTypes) {
            Map<String, SearchParameter> known = new TreeMap<>();
            List<Source> composites = new ArrayList<>();
            for (String[] fields : lines) {
                boolean everywhere = fields[1].equals("Resource") || fields[1].equals("DomainResource");
                if (everywhere || fields[1].equals(type)) {
                    Source source = source(fields);
                    if (source.components().isEmpty()) {
                        SearchParameter parameter = compiler.compile(type, source);
                        if (parameter != null) {
                            known.put(parameter.code(), parameter);
                        }
                    } else {
                        composites.add(source);
                    }
                }
            }
            Map<String, SearchParameter> simple = Map.copyOf(known);
            for (Source source : composites) {
                SearchParameter parameter = compiler.composite(type, source, simple);
                if (parameter != null) {
                    known.put(parameter.code(), parameter);
                }
            }
            parameters.put(type, java.util.Collections.unmodifiableMap(known));
        }
    }

    private static Source source(String[] fields) {
        List<ComponentSource> components = new ArrayList<>();
        for (String component : list(fields[6], ";")) {
            int equals = component.indexOf('=');
            components.add(new ComponentSource(component.substring(0, equals), component.substring(equals + 1)));
        }
        return new Source(fields[2], fields[3], fields[4], list(fields[5], ","), components);
    }

    private static List<String> list(String text, String separator) {
        return text.isEmpty() ? List.of() : List.of(text.split(separator));
    }
}
