package city.haihe.fhir.path;

import city.haihe.fhir.ElementDefinition;
import city.haihe.fhir.R4;
import city.haihe.fhir.path.FhirPathException.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows an expression through the definitions, without data: names that no element has, types that the context has not, and
 * functions that need an order where there is none. A set of shapes is what a collection's items may be; null is what is not known.
 */
final class TypeCheck {

    /** A recursive element leads to no other shapes after so many rounds. */
    private static final int MAX_ROUNDS = 10;

    private final R4 definitions;
    private final Set<Shape> root;

    /** A FHIR type and where its children are defined. */
    private record Shape(String type, String path) {}

    private TypeCheck(String type, R4 definitions) {
        this.definitions = definitions;
        this.root = Set.of(new Shape(type, type));
    }

    /** Checks a tree that is evaluated on a type, or on a backbone element by its path. */
    static void check(Ast tree, String type, R4 definitions) {
        TypeCheck check = new TypeCheck(type, definitions);
        check.infer(tree, check.root);
    }

    private @Nullable Set<Shape> infer(Ast node, @Nullable Set<Shape> focus) {
        return switch (node) {
            case Ast.Literal _, Ast.Nothing _ -> null;
            case Ast.Special(Ast.Special.Name name) -> name == Ast.Special.Name.THIS ? focus : null;
            case Ast.Variable(String name) -> name.equals("context") ? root : null;
            case Ast.Member member -> member(member, focus);
            case Ast.Call call -> call(call, focus);
            case Ast.TypeTest test -> {
                Set<Shape> target = target(test.target(), focus);
                yield test.test() == Ast.TypeTest.Test.IS ? null : kept(target, test.type());
            }
            case Ast.Index(Ast target, Ast index) -> {
                requireOrder(target, "[]");
                infer(index, focus);
                yield infer(target, focus);
            }
            case Ast.Sign(boolean _, Ast operand) -> {
                infer(operand, focus);
                yield null;
            }
            case Ast.Binary(Operator operator, Ast left, Ast right) -> {
                Set<Shape> both = union(infer(left, focus), infer(right, focus));
                yield operator == Operator.UNION ? both : null;
            }
        };
    }

    private @Nullable Set<Shape> target(@Nullable Ast target, @Nullable Set<Shape> focus) {
        return target == null ? focus : infer(target, focus);
    }

    private @Nullable Set<Shape> member(Ast.Member member, @Nullable Set<Shape> focus) {
        Set<Shape> input = target(member.target(), focus);
        String name = member.name();
        if (input == null) {
            return null;
        }
        if (member.target() == null && TypeName.mayStart(name) && definitions.isType(name)) {
            Set<Shape> typed = new LinkedHashSet<>(input);
            typed.removeIf(shape -> !definitions.isKindOf(shape.type, name));
            if (typed.isEmpty() && !mayBeAny(input)) {
                throw error(name + " (expected: " + names(input) + ")");
            }
            return typed.isEmpty() ? null : typed;
        }
        Set<Shape> found = new LinkedHashSet<>();
        boolean known = !mayBeAny(input);
        for (Shape shape : input) {
            ElementDefinition element = definitions.elements(shape.path).get(name);
            if (element == null) {
                known &= !(definitions.isPrimitive(shape.type) && name.equals("value"));
                continue;
            }
            for (String type : element.types()) {
                found.add(new Shape(type.startsWith("#") ? "BackboneElement" : type, element.shape(type)));
            }
        }
        if (known && found.isEmpty() && !input.isEmpty()) {
            throw error(name + " (expected: an element of " + names(input) + ")");
        }
        return known ? found : null;
    }

    /** Whether a resource stands there of which the definitions do not say the type. */
    private static boolean mayBeAny(Set<Shape> shapes) {
        return shapes.stream().anyMatch(shape -> shape.type.equals("Resource") || shape.type.equals("DomainResource"));
    }

    private @Nullable Set<Shape> kept(@Nullable Set<Shape> input, TypeName type) {
        if (input == null || "System".equals(type.namespace()) || !definitions.isType(type.name())) {
            return null;
        }
        Set<Shape> kept = new LinkedHashSet<>(input);
        kept.removeIf(shape -> !definitions.isKindOf(shape.type, type.name()));
        return kept.isEmpty() ? Set.of(new Shape(type.name(), type.name())) : kept;
    }

    private @Nullable Set<Shape> call(Ast.Call call, @Nullable Set<Shape> focus) {
        Set<Shape> input = target(call.target(), focus);
        List<Ast> arguments = call.arguments();
        return switch (call.function().name()) {
            case "where", "sort" -> {
                arguments.forEach(argument -> infer(argument, input));
                yield input;
            }
            case "exists", "all" -> {
                arguments.forEach(argument -> infer(argument, input));
                yield null;
            }
            case "select" -> infer(arguments.getFirst(), input);
            case "repeat" -> repeat(arguments.getFirst(), input);
            case "aggregate" -> {
                infer(arguments.getFirst(), input);
                yield null;
            }
            case "trace" -> {
                arguments.stream().skip(1).forEach(argument -> infer(argument, input));
                yield input;
            }
            case "iif" -> {
                infer(arguments.get(0), input);
                Set<Shape> first = infer(arguments.get(1), input);
                yield arguments.size() == 2 ? first : union(first, infer(arguments.get(2), input));
            }
            case "first", "last", "tail", "skip", "take" -> {
                if (call.target() != null) {
                    requireOrder(call.target(), call.function().name() + "()");
                }
                yield input;
            }
            case "single", "distinct", "checkModifiers", "intersect", "exclude" -> {
                arguments.forEach(argument -> infer(argument, focus));
                yield input;
            }
            case "union", "combine" -> union(input, infer(arguments.getFirst(), focus));
            case "extension" -> Set.of(new Shape("Extension", "Extension"));
            default -> {
                arguments.forEach(argument -> infer(argument, focus));
                yield null;
            }
        };
    }

    private @Nullable Set<Shape> repeat(Ast projection, @Nullable Set<Shape> input) {
        Set<Shape> found = infer(projection, input);
        for (int round = 0; found != null && round < MAX_ROUNDS; round++) {
            Set<Shape> more = union(found, inferLeniently(projection, found));
            if (more == null || more.equals(found)) {
                return more;
            }
            found = more;
        }
        return null;
    }

    /** What is found need not have what was asked of the first. */
    private @Nullable Set<Shape> inferLeniently(Ast projection, Set<Shape> input) {
        try {
            return infer(projection, input);
        } catch (FhirPathException unknown) {
            return Set.of();
        }
    }

    /** Children have no order that an expression could rely on (FHIRPath 2.0 5.8). */
    private static void requireOrder(Ast target, String function) {
        if (target instanceof Ast.Call call
                && (call.function().name().equals("children")
                        || call.function().name().equals("descendants"))) {
            throw error(call.function().name() + "() before " + function + " (expected: a collection with an order)");
        }
    }

    private static @Nullable Set<Shape> union(@Nullable Set<Shape> left, @Nullable Set<Shape> right) {
        if (left == null || right == null) {
            return null;
        }
        Set<Shape> both = new LinkedHashSet<>(left);
        both.addAll(right);
        return both;
    }

    private static String names(Set<Shape> shapes) {
        return String.join(
                " or ", shapes.stream().map(Shape::path).distinct().sorted().toList());
    }

    private static FhirPathException error(String message) {
        return new FhirPathException(Kind.SEMANTIC, message, FhirPathException.NOWHERE);
    }
}
