package city.haihe.fhir.path;

import java.util.List;

/**
 * What an expression looks at.
 *
 * @param focus what {@code $this} is, and where steps without a target start
 * @param index what {@code $index} is, or -1
 * @param total what {@code $total} is
 */
record Scope(List<Item> focus, int index, List<Item> total) {

    static Scope of(Item context) {
        return new Scope(List.of(context), -1, List.of());
    }

    /** The scope for an item of a collection. */
    Scope item(Item item, int at) {
        return new Scope(List.of(item), at, total);
    }

    Scope focus(List<Item> other) {
        return new Scope(other, index, total);
    }

    Scope total(Item item, int at, List<Item> sum) {
        return new Scope(List.of(item), at, sum);
    }
}
