package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A request with everything it is decided by. Policies are kept in parts so that they can be shrunk. */
record RandomCase(List<Rule> rules, List<Entity> entities, Request request) {

    record Rule(String head, List<Expr> conditions) {

        String text(int number) {
            StringBuilder text = new StringBuilder("@id(\"p%d\")%n%s".formatted(number, head));
            for (Expr condition : conditions) {
                text.append(" when { ").append(Exprs.print(condition)).append(" }");
            }
            return text.append(";\n").toString();
        }
    }

    String policies() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rules.size(); i++) {
            text.append(rules.get(i).text(i));
        }
        return text.toString();
    }

    /** Every case with one thing less. */
    Collection<RandomCase> smaller() {
        List<RandomCase> smaller = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            smaller.add(new RandomCase(without(rules, i), entities, request));
        }
        for (int i = 0; i < entities.size(); i++) {
            smaller.add(new RandomCase(rules, without(entities, i), request));
        }
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            for (int j = 0; j < rule.conditions().size(); j++) {
                smaller.add(new RandomCase(
                        with(rules, i, new Rule(rule.head(), without(rule.conditions(), j))), entities, request));
                for (Expr part : lesser(rule.conditions().get(j))) {
                    smaller.add(new RandomCase(
                            with(rules, i, new Rule(rule.head(), with(rule.conditions(), j, part))),
                            entities,
                            request));
                }
            }
        }
        return smaller;
    }

    /** The parts of an expression, and the expression with one of its parts made lesser where it has two. */
    private static List<Expr> lesser(Expr expr) {
        List<Expr> lesser = new ArrayList<>(expr.parts());
        switch (expr) {
            case Expr.And(Expr left, Expr right, Position at) -> {
                lesser(left).forEach(part -> lesser.add(new Expr.And(part, right, at)));
                lesser(right).forEach(part -> lesser.add(new Expr.And(left, part, at)));
            }
            case Expr.Or(Expr left, Expr right, Position at) -> {
                lesser(left).forEach(part -> lesser.add(new Expr.Or(part, right, at)));
                lesser(right).forEach(part -> lesser.add(new Expr.Or(left, part, at)));
            }
            case Expr.Binary(Expr.Operator operator, Expr left, Expr right, Position at) -> {
                lesser(left).forEach(part -> lesser.add(new Expr.Binary(operator, part, right, at)));
                lesser(right).forEach(part -> lesser.add(new Expr.Binary(operator, left, part, at)));
            }
            case Expr.Not(Expr operand, Position at) ->
                lesser(operand).forEach(part -> lesser.add(new Expr.Not(part, at)));
            default -> {}
        }
        return lesser;
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> shorter = new ArrayList<>(list);
        shorter.remove(index);
        return shorter;
    }

    private static <T> List<T> with(List<T> list, int index, T element) {
        List<T> changed = new ArrayList<>(list);
        changed.set(index, element);
        return changed;
    }

    EntityUid resource() {
        return request.resource();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(policies());
        text.append(request).append('\n');
        entities.forEach(entity -> text.append(entity).append('\n'));
        return text.toString();
    }
}
