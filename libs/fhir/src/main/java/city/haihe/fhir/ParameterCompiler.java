package city.haihe.fhir;

import city.haihe.fhir.SearchParameter.Kind;
import city.haihe.fhir.SearchParameter.Step;
import city.haihe.fhir.SearchParameter.ValuePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the FHIRPath of search parameters, with the definitions at hand, to the JSON members that it reads: what FHIRPath
 * decides while it runs (which type a choice has) is decided here once. Covers the language as far as the search parameters
 * of R4 use it: paths, unions, {@code as}, {@code where(resolve() is T)}, {@code where(member='value')}, indexes, and the one
 * test of existence.
 */
final class ParameterCompiler {

    private static final String TEST = ".exists() and ";

    private final R4 definitions;

    ParameterCompiler(R4 definitions) {
        this.definitions = definitions;
    }

    /** The parameter of the type, or null where it is of a kind that has no values or its expression reads nothing of it. */
    @Nullable
    SearchParameter compile(String type, String[] fields) {
        Kind kind = kind(fields[3]);
        if (kind == null) {
            return null;
        }
        String expression = fields[4];
        Set<String> targets = new HashSet<>();
        if (kind == Kind.REFERENCE) {
            targets.addAll(fields[5].isEmpty() ? definitions.resourceTypes() : List.of(fields[5].split(",")));
        }
        if (expression.contains(TEST)) {
            String path = expression.substring(0, expression.indexOf(TEST));
            Step step = new Step(path.substring(path.indexOf('.') + 1), false, null, null);
            return new SearchParameter(
                    fields[2], kind, targets, false, List.of(new ValuePath(List.of(step), "boolean", null, true)));
        }
        List<Branch> branches = new Reader(type, expression).union();
        List<ValuePath> paths = new ArrayList<>();
        Set<String> elements = new HashSet<>();
        Set<String> resolved = new HashSet<>();
        boolean several = false;
        for (Branch branch : branches) {
            if (branch.steps.isEmpty() || branch.type.equals("Resource")) {
                continue;
            }
            paths.add(new ValuePath(branch.steps, branch.type, branch.target, false));
            several |= branch.many || branch.type.equals("Timing");
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
        return new SearchParameter(fields[2], kind, targets, several || elements.size() > 1, paths);
    }

    private static @Nullable Kind kind(String name) {
        return switch (name) {
            case "composite", "special" -> null;
            default -> Kind.valueOf(name.toUpperCase(Locale.ROOT));
        };
    }

    /** What a part of an expression stands for so far. */
    private record Branch(
            List<Step> steps,
            String type,
            String shape,
            String element,
            boolean many,
            @Nullable String target) {

        Branch withLast(Step last) {
            List<Step> changed = new ArrayList<>(steps);
            changed.set(changed.size() - 1, last);
            return new Branch(changed, type, shape, element, many, target);
        }
    }

    /** Reads an expression from left to right. */
    private final class Reader {

        private final String root;
        private final String text;
        private int at;

        Reader(String root, String text) {
            this.root = root;
            this.text = text;
        }

        List<Branch> union() {
            List<Branch> branches = new ArrayList<>(item());
            while (skip("|")) {
                branches.addAll(item());
            }
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
                if (name.equals(root) || name.equals("Resource") || name.equals("DomainResource")) {
                    branches = List.of(new Branch(List.of(), root, root, root, false, null));
                } else if (Character.isUpperCase(name.charAt(0))) {
                    branches = List.of();
                } else {
                    branches = child(List.of(new Branch(List.of(), root, root, root, false, null)), name);
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
                            .map(branch -> branch.withLast(
                                    new Step(branch.steps.getLast().name(), true, null, null)))
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
            int depth = 1;
            int start = at;
            while (depth > 0) {
                char c = text.charAt(at++);
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
            String argument = text.substring(start, at - 1);
            if (name.equals("as") || name.equals("ofType")) {
                return ofType(branches, argument);
            }
            if (!name.equals("where")) {
                throw new IllegalStateException("search parameter: " + text + " (expected: as, ofType or where)");
            }
            String resolves = "resolve() is ";
            if (argument.startsWith(resolves)) {
                String target = argument.substring(resolves.length()).strip();
                return branches.stream()
                        .map(branch -> new Branch(
                                branch.steps, branch.type, branch.shape, branch.element, branch.many, target))
                        .toList();
            }
            int equals = argument.indexOf('=');
            String member = argument.substring(0, equals).strip();
            String value = argument.substring(equals + 1).strip().replace("'", "");
            return branches.stream()
                    .map(branch ->
                            branch.withLast(new Step(branch.steps.getLast().name(), false, member, value)))
                    .toList();
        }

        private static List<Branch> ofType(List<Branch> branches, String type) {
            return branches.stream().filter(branch -> branch.type.equals(type)).toList();
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
                            parent.target));
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
                throw new IllegalStateException("search parameter: " + text + " at " + at + " (expected: a name)");
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
                throw new IllegalStateException(
                        "search parameter: " + text + " at " + at + " (expected: " + token + ")");
            }
        }
    }
}
