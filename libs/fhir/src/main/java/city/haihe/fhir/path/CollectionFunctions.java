package city.haihe.fhir.path;

import city.haihe.fhir.path.Function.Call;
import city.haihe.fhir.path.SystemValue.BooleanValue;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Existence, subsets and combinations (FHIRPath 2.0 5.1, 5.3, 5.4). */
final class CollectionFunctions {

    private CollectionFunctions() {}

    static List<Function> all() {
        return List.of(
                new Function(
                        "empty", 0, 0, call -> Evaluation.truth(call.input().isEmpty())),
                new Function(
                        "count",
                        0,
                        0,
                        call -> List.of(new IntegerValue(call.input().size()))),
                new Function(
                        "allTrue",
                        0,
                        0,
                        call -> Evaluation.truth(trues(call) == call.input().size())),
                new Function("anyTrue", 0, 0, call -> Evaluation.truth(trues(call) > 0)),
                new Function("allFalse", 0, 0, call -> Evaluation.truth(trues(call) == 0)),
                new Function(
                        "anyFalse",
                        0,
                        0,
                        call -> Evaluation.truth(trues(call) < call.input().size())),
                new Function("subsetOf", 1, 1, call -> Evaluation.truth(covers(call, call.argument(0), call.input()))),
                new Function(
                        "supersetOf", 1, 1, call -> Evaluation.truth(covers(call, call.input(), call.argument(0)))),
                new Function("distinct", 0, 0, CollectionFunctions::distinct),
                new Function(
                        "isDistinct",
                        0,
                        0,
                        call -> Evaluation.truth(
                                distinct(call).size() == call.input().size())),
                new Function("single", 0, 0, CollectionFunctions::single),
                new Function("first", 0, 0, call -> part(call.input(), 0, 1)),
                new Function(
                        "last",
                        0,
                        0,
                        call -> part(
                                call.input(),
                                call.input().size() - 1,
                                call.input().size())),
                new Function(
                        "tail", 0, 0, call -> part(call.input(), 1, call.input().size())),
                new Function(
                        "skip",
                        1,
                        1,
                        call -> part(call.input(), number(call), call.input().size())),
                new Function("take", 1, 1, call -> part(call.input(), 0, number(call))),
                new Function("intersect", 1, 1, CollectionFunctions::intersect),
                new Function("exclude", 1, 1, CollectionFunctions::exclude),
                new Function("union", 1, 1, call -> call.evaluation().equality().distinct(combined(call))),
                new Function("combine", 1, 1, CollectionFunctions::combined),
                new Function("not", 0, 0, CollectionFunctions::not));
    }

    private static List<Item> distinct(Call call) {
        return call.evaluation().equality().distinct(call.input());
    }

    private static int trues(Call call) {
        int trues = 0;
        for (Item item : call.input()) {
            if (!(Conversions.system(item) instanceof BooleanValue(boolean value))) {
                throw call.error(item.type(), "booleans only");
            }
            trues += value ? 1 : 0;
        }
        return trues;
    }

    private static ItemSet set(Call call, List<Item> items) {
        ItemSet set = new ItemSet(call.evaluation().equality());
        set.addAll(items);
        return set;
    }

    private static boolean covers(Call call, List<Item> whole, List<Item> part) {
        ItemSet set = set(call, whole);
        return part.stream().allMatch(set::contains);
    }

    private static List<Item> single(Call call) {
        Evaluation.single(call.input(), "single()");
        return call.input();
    }

    /** The items from one index to before another, as far as there are any. */
    private static List<Item> part(List<Item> items, int from, int until) {
        int start = Math.max(0, from);
        int end = Math.min(items.size(), until);
        return start >= end ? List.of() : items.subList(start, end);
    }

    private static int number(Call call) {
        Item item = Evaluation.single(call.argument(0), call.name() + "()");
        BigDecimal number = item == null ? null : Numbers.of(Conversions.system(item));
        if (number == null || !Numbers.isInteger(number)) {
            throw call.error(item == null ? "nothing" : item.type(), "an Integer");
        }
        return number.intValueExact();
    }

    private static List<Item> intersect(Call call) {
        ItemSet other = set(call, call.argument(0));
        return distinct(call).stream().filter(other::contains).toList();
    }

    private static List<Item> exclude(Call call) {
        ItemSet other = set(call, call.argument(0));
        return call.input().stream().filter(item -> !other.contains(item)).toList();
    }

    private static List<Item> combined(Call call) {
        List<Item> both = new ArrayList<>(call.input());
        both.addAll(call.argument(0));
        return call.evaluation().budget().bounded(both);
    }

    private static List<Item> not(Call call) {
        Boolean value = Evaluation.bool(call.input(), "not()");
        return value == null ? List.of() : Evaluation.truth(!value);
    }
}
