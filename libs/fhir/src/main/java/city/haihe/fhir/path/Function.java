package city.haihe.fhir.path;

import java.util.List;

/**
 * A function of FHIRPath.
 *
 * @param name its name
 * @param min the fewest arguments
 * @param max the most
 * @param body what it does
 */
record Function(String name, int min, int max, Body body) {

    /** What a function does. */
    interface Body {

        /** Applies the function to an input. The arguments are evaluated by it, for each item or once. */
        List<Item> apply(Call call);
    }

    /**
     * A call that is being evaluated.
     *
     * @param evaluation evaluates arguments
     * @param name the function's name, for messages
     * @param input what it is called on
     * @param arguments what it is called with
     * @param scope what surrounds it
     */
    record Call(Evaluation evaluation, String name, List<Item> input, List<Ast> arguments, Scope scope) {

        /** How many arguments there are. */
        int size() {
            return arguments.size();
        }

        /** The value of an argument that does not depend on the items of the input. */
        List<Item> argument(int index) {
            return evaluation.evaluate(arguments.get(index), scope);
        }

        /** The value of an argument for one item of the input. */
        List<Item> argument(int index, Item item, int at) {
            return evaluation.evaluate(arguments.get(index), scope.item(item, at));
        }

        FhirPathException error(String found, String expected) {
            return FhirPathException.execution(name + "(): " + found + " (expected: " + expected + ")");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
