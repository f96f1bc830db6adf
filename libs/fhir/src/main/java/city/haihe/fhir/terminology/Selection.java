package city.haihe.fhir.terminology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which concepts of one code system are meant. What a value set composes becomes one of these for each code system. */
public sealed interface Selection {

    /** Every concept. */
    record All() implements Selection {}

    /** Listed codes, in the order of the list. */
    record Codes(Set<String> codes) implements Selection {
        public Codes {
            codes = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(codes));
        }
    }

    /** What stands below a concept at any depth, and the concept itself where {@code self}. */
    record Below(String code, boolean self) implements Selection {}

    /** A concept and all that stand above it. */
    record Above(String code) implements Selection {}

    /** Concepts of which a property has one of the values. */
    record PropertyIs(String property, Set<String> values) implements Selection {}

    /** Concepts of which a property's value matches as a whole. */
    record PropertyMatches(String property, BoundedRegex regex) implements Selection {}

    /** Concepts that have the property. */
    record PropertyExists(String property) implements Selection {}

    /** Concepts that the words find, see {@link ConceptText}. */
    record Text(List<String> words) implements Selection {}

    /** Concepts that are in use. */
    record Active() implements Selection {}

    /** What all select. */
    record And(List<Selection> all) implements Selection {}

    /** What any selects. */
    record Or(List<Selection> any) implements Selection {}

    /** What the other does not select. */
    record Not(Selection other) implements Selection {}

    /** Everything. */
    Selection ALL = new All();

    /** What both select. */
    static Selection and(Selection one, Selection other) {
        if (one instanceof All) {
            return other;
        }
        if (other instanceof All || one.equals(other)) {
            return one;
        }
        List<Selection> all = new ArrayList<>();
        addAll(one, all);
        addAll(other, all);
        return new And(List.copyOf(all));
    }

    private static void addAll(Selection selection, Collection<Selection> to) {
        if (selection instanceof And(List<Selection> parts)) {
            to.addAll(parts);
        } else {
            to.add(selection);
        }
    }

    /** What either selects. Lists become one list. */
    static Selection or(Selection one, Selection other) {
        if (one instanceof All || other instanceof All) {
            return ALL;
        }
        if (one instanceof Codes(Set<String> first) && other instanceof Codes(Set<String> second)) {
            Set<String> both = new LinkedHashSet<>(first);
            both.addAll(second);
            return new Codes(both);
        }
        List<Selection> any = new ArrayList<>();
        any.addAll(one instanceof Or(List<Selection> parts) ? parts : List.of(one));
        any.addAll(other instanceof Or(List<Selection> parts) ? parts : List.of(other));
        return new Or(List.copyOf(any));
    }

    /** The list whose order the selection follows; empty where it follows the code system's. */
    default List<String> order() {
        return switch (this) {
            case Codes(Set<String> codes) -> List.copyOf(codes);
            case And(List<Selection> all) ->
                all.stream()
                        .map(Selection::order)
                        .filter(order -> !order.isEmpty())
                        .findFirst()
                        .orElse(List.of());
            case All _, Below _, Above _, PropertyIs _, PropertyMatches _, PropertyExists _, Text _, Active _ ->
                List.of();
            case Or _, Not _ -> List.of();
        };
    }
}
