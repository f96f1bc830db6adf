package city.haihe.fhir;

import city.haihe.fhir.SearchParameter.Kind;
import city.haihe.fhir.SearchParameter.Step;
import city.haihe.fhir.SearchParameter.ValuePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the FHIRPath of search parameters, with the definitions at hand, to the JSON members that it reads: what FHIRPath
 * decides while it runs (which type a choice has) is decided here once. Covers the language as far as the search parameters
 * of R4 use it: paths, unions, {@code as}, {@code where(resolve() is T)}, {@code where(member='value')}, indexes, the one
 * test of existence, and {@code extension('url')} for the parameters of others.
 */
final class ParameterCompiler {

    /** The system of true and false (FHIR R4 3.1.1.4.10). */
    private static final String BOOLEAN_SYSTEM = "http://terminology.hl7.org/CodeSystem/special-values";

    private static final String TEST = ".exists() and ";

    /** Before what a component reads of the resource instead of the composite's element. */
    private static final String OF_RESOURCE = "%resource.";

    private static final int MAX_DEPTH = 20;

    /** No R4 expression has a tenth of it. */
    private static final int MAX_EXPRESSION = 10_000;

    private final R4 definitions;

    ParameterCompiler(R4 definitions) {
        this.definitions = definitions;
    }

    /**
     * What is known of a parameter before it is compiled.
     *
     * @param code its name
     * @param kind its type as FHIR has it, such as {@code token}
     * @param expression the FHIRPath
     * @param targets the types that its references may lead to; none for all
     * @param components the components of a composite one
     */
    record Source(
            String code, String kind, String expression, List<String> targets, List<ComponentSource> components) {}

    /**
     * A component of a composite parameter.
     *
     * @param parameter the name of the parameter that defines it
     * @param expression the FHIRPath from the composite's element on
     */
    record ComponentSource(String parameter, String expression) {}

    /** The parameter of the type, or null where its expression reads nothing of it. */
    @Nullable
    SearchParameter compile(String type, Source source) {
        Kind kind = kind(source.kind());
        String expression = source.expression();
        Set<String> targets = new HashSet<>();
        if (kind == Kind.REFERENCE) {
            targets.addAll(source.targets().isEmpty() ? definitions.resourceTypes() : source.targets());
        }
        if (expression.contains(TEST)) {
            String path = expression.substring(0, expression.indexOf(TEST));
            Step step = new Step(path.substring(path.indexOf('.') + 1), false, null, null);
            ValuePath tested = new ValuePath(List.of(step), "boolean", null, true, false, BOOLEAN_SYSTEM);
            return new SearchParameter(source.code(), kind, targets, false, List.of(tested), List.of());
        }
        List<Branch> branches = new Reader(root(type), expression).all();
        List<ValuePath> paths = new ArrayList<>();
        Set<String> elements = new HashSet<>();
        Set<String> resolved = new HashSet<>();
        boolean several = false;
        for (Branch branch : branches) {
            if (branch.steps.isEmpty() || branch.type.equals("Resource")) {
                continue;
            }
            paths.add(path(branch));
            several |= branch.many;
            elements.add(branch.element);
            if (branch.target != null) {
                resolved.add(branch.target);
            }
        }
        if (paths.isEmpty()) {
            return null;
        }
        if (!resolved.isEmpty() && resolved.size() == paths.size()) {
            targets.retainAll(resolved);
        }
        return new SearchParameter(source.code(), kind, targets, several || elements.size() > 1, paths, List.of());
    }

    /** A composite parameter of the type whose other parameters are known, or null where its expression reads nothing of it. */
    @Nullable
    SearchParameter composite(String type, Source source, Map<String, SearchParameter> known) {
        List<CompositePart> parts = new ArrayList<>();
        for (Branch base : new Reader(root(type), source.expression()).all()) {
            List<CompositePart.Component> components = new ArrayList<>();
            for (ComponentSource component : source.components()) {
                List<SearchParameter> named = new ArrayList<>();
                Stream.concat(Stream.of(component), source.components().stream())
                        .map(other -> known.get(other.parameter()))
                        .filter(Objects::nonNull)
                        .forEach(named::add);
                components.add(component(type, base, component, named, known));
            }
            parts.add(new CompositePart(base.steps, components));
        }
        return parts.isEmpty()
                ? null
                : new SearchParameter(source.code(), Kind.COMPOSITE, Set.of(), true, List.of(), parts);
    }

    private CompositePart.Component component(
            String type,
            Branch base,
            ComponentSource source,
            List<SearchParameter> named,
            Map<String, SearchParameter> known) {
        if (source.expression().startsWith(OF_RESOURCE)) {
            SearchParameter own = known.get(source.parameter());
            if (own == null) {
                throw new ExpressionException(source.parameter(), "a parameter of " + type);
            }
            return new CompositePart.Component(own.code(), null, own.code(), own);
        }
        List<Branch> branches = new Reader(base.within(), source.expression()).all();
        // DocumentReference.relationship names its two parameters the wrong way round; the expressions are right.
        for (SearchParameter parameter : named) {
            List<ValuePath> paths = new ArrayList<>();
            Set<List<Step>> whole = new HashSet<>();
            boolean many = base.many;
            for (Branch branch : branches) {
                List<Step> steps = new ArrayList<>(base.steps);
                steps.addAll(branch.steps);
                if (parameter.kind().reads(branch.type) && leads(parameter, steps)) {
                    paths.add(path(branch));
                    whole.add(steps);
                    many |= branch.many;
                }
            }
            if (!paths.isEmpty()) {
                SearchParameter value = new SearchParameter(
                        parameter.code(), parameter.kind(), parameter.targets(), true, paths, List.of());
                String alone = many ? null : sameValues(known, parameter, whole);
                String without = alone == null ? null : excluded(known, parameter, whole);
                return new CompositePart.Component(alone, without, parameter.code(), value);
            }
        }
        throw new ExpressionException(source.expression(), "values of " + source.parameter());
    }

    private static boolean leads(SearchParameter parameter, List<Step> steps) {
        return parameter.paths().stream().anyMatch(path -> path.steps().equals(steps));
    }

    /** The parameter that reads these members of the resource; a string may have others beside, a quantity samples. */
    private static @Nullable String sameValues(
            Map<String, SearchParameter> known, SearchParameter named, Set<List<Step>> steps) {
        for (SearchParameter parameter : known.values()) {
            Set<List<Step>> read = new HashSet<>();
            parameter.paths().stream()
                    .filter(path -> !path.type().equals("SampledData"))
                    .forEach(path -> read.add(path.steps()));
            if (parameter.kind() == named.kind() && read.equals(steps)) {
                return parameter.code();
            }
        }
        boolean single = named.paths().stream().noneMatch(ValuePath::many);
        return single && named.kind() == Kind.STRING ? named.code() : null;
    }

    /** The parameter that reads the element in which the named one has values beside these, another type of the same choice. */
    private static @Nullable String excluded(
            Map<String, SearchParameter> known, SearchParameter named, Set<List<Step>> steps) {
        return named.paths().stream()
                .filter(path -> named.kind() == Kind.STRING && !steps.contains(path.steps()))
                .flatMap(other -> known.values().stream()
                        .filter(parameter -> parameter.paths().size() == 1)
                        .filter(parameter -> parameter
                                .paths()
                                .getFirst()
                                .steps()
                                .equals(other.steps().subList(0, 1))))
                .map(SearchParameter::code)
                .findFirst()
                .orElse(null);
    }

    private static ValuePath path(Branch branch) {
        return new ValuePath(branch.steps, branch.type, branch.target, false, branch.many, branch.impliedSystem());
    }

    private static Kind kind(String name) {
        try {
            return Kind.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new ExpressionException(name, "a type of search parameters");
        }
    }

    private static Branch root(String type) {
        return new Branch(List.of(), type, type, type, false, null, null);
    }

    /** What a part of an expression stands for so far. */
    private record Branch(
            List<Step> steps,
            String type,
            String shape,
            String element,
            boolean many,
            @Nullable String target,
            @Nullable ElementDefinition definition) {

        Branch withLast(Step last) {
            List<Step> changed = new ArrayList<>(steps);
            changed.set(changed.size() - 1, last);
            return new Branch(changed, type, shape, element, many, target, definition);
        }

        /** The branch as the start of expressions of its own. */
        Branch within() {
            return new Branch(List.of(), type, shape, element, false, target, definition);
        }

        @Nullable
        String impliedSystem() {
            return switch (type) {
                case "boolean" -> BOOLEAN_SYSTEM;
                case "code" -> definition == null || definition.system().isEmpty() ? null : definition.system();
                default -> null;
            };
        }
    }

    /** Reads an expression from left to right. */
    private final class Reader {

        private final Branch root;
        private final String text;
        private int at;
        private int depth;

        Reader(Branch root, String text) {
            this.root = root;
            this.text = text;
            if (text.length() > MAX_EXPRESSION) {
                throw unsupported("at most " + MAX_EXPRESSION + " characters");
            }
        }

        List<Branch> all() {
            List<Branch> branches = union();
            skipSpaces();
            if (at < text.length()) {
                throw unsupported("an operator that is understood here, at " + at);
            }
            return branches;
        }

        private ExpressionException unsupported(String expected) {
            return new ExpressionException(text.length() > MAX_EXPRESSION ? "…" : text, expected);
        }

        private List<Branch> union() {
            if (++depth > MAX_DEPTH) {
                throw unsupported("at most " + MAX_DEPTH + " parentheses in one another");
            }
            List<Branch> branches = new ArrayList<>(item());
            while (skip("|")) {
                branches.addAll(item());
            }
            depth--;
            return branches;
        }

        private List<Branch> item() {
            List<Branch> branches;
            skipSpaces();
            if (skip("(")) {
                branches = union();
                expect(")");
            } else {
                String name = name();
                if (name.equals(root.type) || name.equals("Resource") || name.equals("DomainResource")) {
                    branches = List.of(root);
                } else if (Character.isUpperCase(name.charAt(0))) {
                    branches = List.of();
                } else {
                    branches = child(List.of(root), name);
                }
            }
            branches = tail(branches);
            if (skip("as ")) {
                branches = ofType(branches, name());
            }
            return branches;
        }

        private List<Branch> tail(List<Branch> start) {
            List<Branch> branches = start;
            while (true) {
                if (skip("[0]")) {
                    branches = branches.stream()
                            .map(branch -> branch.withLast(new Step(last(branch), true, null, null)))
                            .toList();
                } else if (at < text.length() && text.charAt(at) == '.') {
                    at++;
                    String name = name();
                    branches = skip("(") ? function(branches, name) : child(branches, name);
                } else {
                    skipSpaces();
                    return branches;
                }
            }
        }

        private List<Branch> function(List<Branch> branches, String name) {
            String argument = argument();
            switch (name) {
                case "as", "ofType" -> {
                    return ofType(branches, argument.strip());
                }
                case "extension" -> {
                    return with(child(branches, "extension"), "url", literal(argument));
                }
                case "where" -> {
                    return where(branches, argument.strip());
                }
                case "first" -> {
                    return branches.stream()
                            .map(branch -> branch.withLast(new Step(last(branch), true, null, null)))
                            .toList();
                }
                default -> throw unsupported("as, ofType, where, extension or first instead of " + name);
            }
        }

        private List<Branch> where(List<Branch> branches, String argument) {
            String resolves = "resolve() is ";
            if (argument.startsWith(resolves)) {
                String target = argument.substring(resolves.length()).strip();
                if (!definitions.isResourceType(target)) {
                    throw unsupported("resolve() is a resource type");
                }
                return branches.stream()
                        .map(branch -> new Branch(
                                branch.steps,
                                branch.type,
                                branch.shape,
                                branch.element,
                                branch.many,
                                target,
                                branch.definition))
                        .toList();
            }
            int equals = argument.indexOf('=');
            String member = equals < 0 ? "" : argument.substring(0, equals).strip();
            if (member.isEmpty() || !member.chars().allMatch(Character::isLetterOrDigit)) {
                throw unsupported("where(resolve() is Type) or where(member='value')");
            }
            return with(branches, member, literal(argument.substring(equals + 1)));
        }

        private List<Branch> with(List<Branch> branches, String member, String value) {
            return branches.stream()
                    .map(branch -> branch.withLast(new Step(last(branch), false, member, value)))
                    .toList();
        }

        /** The last member's name. A condition on the resource itself, or a second one, is none that a step could hold. */
        private String last(Branch branch) {
            Step step = branch.steps.isEmpty() ? null : branch.steps.getLast();
            if (step == null || step.whereName() != null) {
                throw unsupported("one condition behind a member");
            }
            return step.name();
        }

        private String literal(String argument) {
            String quoted = argument.strip();
            boolean literal =
                    quoted.length() >= 2 && quoted.startsWith("'") && quoted.indexOf('\'', 1) == quoted.length() - 1;
            if (!literal || quoted.indexOf('\\') >= 0) {
                throw unsupported("a text in single quotes");
            }
            return quoted.substring(1, quoted.length() - 1);
        }

        /** What stands between the parentheses, the first of which is read. */
        private String argument() {
            int open = 1;
            boolean quoted = false;
            for (int index = at; index < text.length(); index++) {
                char c = text.charAt(index);
                quoted ^= c == '\'';
                if (!quoted) {
                    open += c == '(' ? 1 : c == ')' ? -1 : 0;
                }
                if (open == 0) {
                    String argument = text.substring(at, index);
                    at = index + 1;
                    return argument;
                }
            }
            throw unsupported(")");
        }

        private static List<Branch> ofType(List<Branch> branches, String type) {
            // The definitions write one type as DateTime.
            return branches.stream()
                    .filter(branch -> branch.type.equalsIgnoreCase(type))
                    .toList();
        }

        private List<Branch> child(List<Branch> parents, String name) {
            List<Branch> children = new ArrayList<>();
            for (Branch parent : parents) {
                ElementDefinition element = definitions.elements(parent.shape).get(name);
                if (element == null) {
                    continue;
                }
                for (String type : element.types()) {
                    List<Step> steps = new ArrayList<>(parent.steps);
                    steps.add(new Step(element.member(type), false, null, null));
                    children.add(new Branch(
                            steps,
                            type,
                            element.shape(type),
                            parent.element + "." + name,
                            parent.many || element.many(),
                            parent.target,
                            element));
                }
            }
            return children;
        }

        private String name() {
            skipSpaces();
            int start = at;
            while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw unsupported("a name, at " + at);
            }
            return text.substring(start, at);
        }

        private boolean skip(String token) {
            int next = at;
            while (next < text.length() && text.charAt(next) == ' ') {
                next++;
            }
            if (!text.startsWith(token, next)) {
                return false;
            }
            at = next + token.length();
            return true;
        }

        private void skipSpaces() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        private void expect(String token) {
            if (!skip(token)) {
                throw unsupported(token + ", at " + at);
            }
        }
    }
}
