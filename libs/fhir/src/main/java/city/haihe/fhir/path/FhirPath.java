package city.haihe.fhir.path;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.R4;
import java.util.List;

/**
 * A FHIRPath expression (FHIRPath N1 2.0, FHIR R4 2.9), compiled once. Immutable; safe for use by several threads. What it may
 * take of time and memory is bounded by {@link Limits}.
 */
public final class FhirPath {

    private final String text;
    private final Ast tree;

    private FhirPath(String text, Ast tree) {
        this.text = text;
        this.tree = tree;
    }

    /**
     * Compiles an expression.
     *
     * @throws FhirPathException where it is none, with the position of the error
     */
    public static FhirPath compile(String text) {
        return new FhirPath(text, Parser.parse(text, R4.definitions()));
    }

    /**
     * The items that the expression has for a resource.
     *
     * @throws FhirPathException where the data is not what the expression needs, or it takes too much
     */
    public List<Item> evaluate(FhirObject resource, Environment environment) {
        return evaluate(Element.root(resource), environment);
    }

    /**
     * The items that the expression has for an element of a resource, or any other item.
     *
     * @throws FhirPathException where the data is not what the expression needs, or it takes too much
     */
    public List<Item> evaluate(Item context, Environment environment) {
        return List.copyOf(new Evaluation(environment, context).evaluate(tree, Scope.of(context)));
    }

    /**
     * Whether the expression holds for a resource: it is true, or it is a single item that is no boolean.
     *
     * @throws FhirPathException where there are several items, or as {@link #evaluate} does
     */
    public boolean test(FhirObject resource, Environment environment) {
        return test(Element.root(resource), environment);
    }

    /**
     * Whether the expression holds for an element.
     *
     * @throws FhirPathException where there are several items, or as {@link #evaluate} does
     */
    public boolean test(Item context, Environment environment) {
        return Boolean.TRUE.equals(Evaluation.bool(evaluate(context, environment), "test"));
    }

    /**
     * Checks the expression against the definitions without data. What it cannot know, such as the type of a resource that is
     * resolved, it lets pass.
     *
     * @param type the type of what it will be evaluated on, or the path of a backbone element
     * @throws FhirPathException where it names an element that no such type has, or needs an order where there is none
     */
    public void check(String type) {
        TypeCheck.check(tree, type, R4.definitions());
    }

    /** The expression in normal form, which compiles to the same. */
    public String normalForm() {
        return Printer.print(tree);
    }

    Ast tree() {
        return tree;
    }

    /** The expression as it was given. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FhirPath expression && tree.equals(expression.tree);
    }

    @Override
    public int hashCode() {
        return tree.hashCode();
    }
}
