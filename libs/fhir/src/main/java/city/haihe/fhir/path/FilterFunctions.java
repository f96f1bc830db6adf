package city.haihe.fhir.path;

import city.haihe.fhir.path.Function.Call;
import city.haihe.fhir.path.SystemValue.BooleanValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions that evaluate an expression for each item, and walks through trees (FHIRPath 2.0 5.1, 5.2, 5.5, 5.8, 7). */
final class FilterFunctions {

    private FilterFunctions() {}

    static List<Function> all() {
        return List.of(
                new Function("where", 1, 1, FilterFunctions::where),
                new Function(
                        "exists",
                        0,
                        1,
                        call -> Evaluation.truth(!(call.size() == 0 ? call.input() : where(call)).isEmpty())),
                new Function("all", 1, 1, FilterFunctions::allAre),
                new Function("select", 1, 1, FilterFunctions::select),
                new Function("repeat", 1, 1, FilterFunctions::repeat),
                new Function("aggregate", 1, 2, FilterFunctions::aggregate),
                new Function("iif", 2, 3, FilterFunctions::iif),
                new Function("sort", 0, Integer.MAX_VALUE, FilterFunctions::sort),
                new Function("children", 0, 0, call -> children(call, call.input())),
                new Function("descendants", 0, 0, FilterFunctions::descendants));
    }

    private static @Nullable Boolean criterion(Call call, Item item, int at) {
        return Evaluation.bool(call.argument(0, item, at), call.name() + "()");
    }

    private static List<Item> where(Call call) {
        List<Item> kept = new ArrayList<>();
        for (int at = 0; at < call.input().size(); at++) {
            Item item = call.input().get(at);
            if (Boolean.TRUE.equals(criterion(call, item, at))) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static List<Item> allAre(Call call) {
        for (int at = 0; at < call.input().size(); at++) {
            if (!Boolean.TRUE.equals(criterion(call, call.input().get(at), at))) {
                return Evaluation.truth(false);
            }
        }
        return Evaluation.truth(true);
    }

    private static List<Item> select(Call call) {
        List<Item> selected = new ArrayList<>();
        for (int at = 0; at < call.input().size(); at++) {
            selected.addAll(call.argument(0, call.input().get(at), at));
            call.evaluation().budget().bounded(selected);
        }
        return selected;
    }

    /** What is found is looked at again, until nothing new is found. */
    private static List<Item> repeat(Call call) {
        ItemSet seen = new ItemSet(call.evaluation().equality());
        List<Item> found = new ArrayList<>();
        Deque<Item> open = new ArrayDeque<>(call.input());
        while (!open.isEmpty()) {
            Item item = open.removeFirst();
            for (Item next : call.argument(0, item, found.size())) {
                if (seen.add(next)) {
                    found.add(next);
                    open.addLast(next);
                }
            }
            call.evaluation().budget().bounded(found);
        }
        return found;
    }

    private static List<Item> aggregate(Call call) {
        List<Item> total = call.size() == 2 ? call.argument(1) : List.of();
        for (int at = 0; at < call.input().size(); at++) {
            Scope scope = call.scope().total(call.input().get(at), at, total);
            total = call.evaluation().evaluate(call.arguments().getFirst(), scope);
        }
        return total;
    }

    /** Only the branch that is chosen is evaluated. */
    private static List<Item> iif(Call call) {
        Evaluation.single(call.input(), "iif()");
        Scope scope = call.scope().focus(call.input());
        List<Item> criterion = call.evaluation().evaluate(call.arguments().getFirst(), scope);
        Item item = Evaluation.single(criterion, "iif()");
        if (item != null && !(Conversions.system(item) instanceof BooleanValue)) {
            throw call.error(item.type(), "a Boolean");
        }
        boolean holds = item != null && Boolean.TRUE.equals(Evaluation.bool(criterion, "iif()"));
        if (!holds && call.size() == 2) {
            return List.of();
        }
        return call.evaluation().evaluate(call.arguments().get(holds ? 1 : 2), scope);
    }

    /** Sorts by the arguments, one after the other; a minus before one sorts downwards. What has no value comes first either way. */
    private static List<Item> sort(Call call) {
        List<Item> sorted = new ArrayList<>(call.input());
        sorted.sort((left, right) -> {
            call.evaluation().budget().step();
            if (call.size() == 0) {
                return order(call, List.of(left), List.of(right));
            }
            for (Ast argument : call.arguments()) {
                boolean down = argument instanceof Ast.Sign(boolean minus, Ast _) && minus;
                Ast key = argument instanceof Ast.Sign(boolean _, Ast operand) ? operand : argument;
                List<Item> one = key(call, key, left);
                List<Item> other = key(call, key, right);
                int order = order(call, one, other);
                if (order != 0) {
                    return down && !one.isEmpty() && !other.isEmpty() ? -order : order;
                }
            }
            return 0;
        });
        return sorted;
    }

    private static List<Item> key(Call call, Ast key, Item item) {
        return call.evaluation().evaluate(key, call.scope().item(item, 0));
    }

    private static int order(Call call, List<Item> left, List<Item> right) {
        Item one = Evaluation.single(left, "sort()");
        Item other = Evaluation.single(right, "sort()");
        if (one == null || other == null) {
            return one == other ? 0 : one == null ? -1 : 1;
        }
        Integer order = Ordering.compare(one, other);
        if (order == null) {
            throw call.error("values whose order is not known", "values that have an order");
        }
        return order;
    }

    private static List<Item> children(Call call, List<Item> items) {
        List<Item> children = new ArrayList<>();
        for (Item item : items) {
            call.evaluation().budget().step();
            if (item instanceof Element element) {
                element.children(children::add);
            }
        }
        return call.evaluation().budget().bounded(children);
    }

    private static List<Item> descendants(Call call) {
        List<Item> all = new ArrayList<>();
        List<Item> level = children(call, call.input());
        while (!level.isEmpty()) {
            all.addAll(level);
            call.evaluation().budget().bounded(all);
            level = children(call, level);
        }
        return all;
    }
}
