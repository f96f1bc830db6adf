package city.haihe.fhir.path;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.Ucum;
import city.haihe.fhir.path.SystemValue.BooleanValue;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import city.haihe.fhir.path.SystemValue.TypeValue;
import city.haihe.fhir.path.TemporalValue.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Equality and equivalence (FHIRPath 2.0 6.1); null where precision or units do not tell. */
final class Equality {

    private final Budget budget;

    Equality(Budget budget) {
        this.budget = budget;
    }

    @Nullable
    Boolean equal(List<Item> left, List<Item> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return null;
        }
        if (left.size() != right.size()) {
            return false;
        }
        boolean known = true;
        for (int index = 0; index < left.size(); index++) {
            Boolean same = equal(left.get(index), right.get(index));
            if (same == null) {
                known = false;
            } else if (!same) {
                return false;
            }
        }
        return known ? true : null;
    }

    @Nullable
    Boolean equal(Item left, Item right) {
        budget.step();
        SystemValue one = Conversions.system(left);
        SystemValue other = Conversions.system(right);
        if (one == null && other == null) {
            return left instanceof Element element
                    && right instanceof Element otherElement
                    && same(content(element), content(otherElement), this::sameText);
        }
        if (one == null || other == null) {
            return false;
        }
        return equal(one, other);
    }

    private static @Nullable FhirValue content(Element element) {
        return element.value() == null ? element.companion() : element.value();
    }

    private @Nullable Boolean equal(SystemValue left, SystemValue right) {
        if (left instanceof TemporalValue one && right instanceof TemporalValue other) {
            if ((one.kind() == Kind.TIME) != (other.kind() == Kind.TIME)) {
                return false;
            }
            Integer order = Ordering.compare(one, other);
            return order == null ? null : order == 0;
        }
        BigDecimal number = Numbers.of(left);
        BigDecimal otherNumber = Numbers.of(right);
        if (number != null && otherNumber != null) {
            return number.compareTo(otherNumber) == 0;
        }
        QuantityValue quantity = Ordering.quantity(left);
        QuantityValue otherQuantity = Ordering.quantity(right);
        if (quantity != null && otherQuantity != null) {
            Integer order = Ordering.compare(quantity, otherQuantity);
            return order == null ? null : order == 0;
        }
        return left instanceof StringValue(String text) && right instanceof StringValue(String otherText)
                ? sameText(text, otherText)
                : left.equals(right);
    }

    Budget budget() {
        return budget;
    }

    /** The items of one collection that another has none equal to, and each once. */
    List<Item> distinct(List<Item> items) {
        ItemSet seen = new ItemSet(this);
        List<Item> distinct = new ArrayList<>(items.size());
        for (Item item : items) {
            if (seen.add(item)) {
                distinct.add(item);
            }
        }
        return distinct;
    }

    boolean equivalent(List<Item> left, List<Item> right) {
        if (left.size() != right.size()) {
            return false;
        }
        List<Item> open = new ArrayList<>(right);
        for (Item item : left) {
            int found = -1;
            for (int index = 0; found < 0 && index < open.size(); index++) {
                found = equivalent(item, open.get(index)) ? index : -1;
            }
            if (found < 0) {
                return false;
            }
            open.remove(found);
        }
        return true;
    }

    boolean equivalent(Item left, Item right) {
        budget.step();
        SystemValue one = Conversions.system(left);
        SystemValue other = Conversions.system(right);
        if (one == null && other == null) {
            return left instanceof Element element
                    && right instanceof Element otherElement
                    && same(content(element), content(otherElement), this::alike);
        }
        return one != null && other != null && equivalent(one, other);
    }

    private boolean equivalent(SystemValue left, SystemValue right) {
        return switch (left) {
            case StringValue(String text) -> right instanceof StringValue(String other) && alike(text, other);
            case BooleanValue _, TypeValue _ -> left.equals(right);
            case TemporalValue _ -> Boolean.TRUE.equals(equal(left, right));
            case SystemValue.IntegerValue _, SystemValue.DecimalValue _, QuantityValue _ -> {
                BigDecimal number = Numbers.of(left);
                BigDecimal otherNumber = Numbers.of(right);
                if (number != null && otherNumber != null) {
                    yield Numbers.alike(number, otherNumber);
                }
                QuantityValue quantity = Ordering.quantity(left);
                QuantityValue other = Ordering.quantity(right);
                yield quantity != null && other != null && equivalent(quantity, other);
            }
        };
    }

    /** Quantities are compared in the coarser of their units; a calendar year or month is UCUM's mean one here. */
    private static boolean equivalent(QuantityValue left, QuantityValue right) {
        if (left.unit().equals(right.unit())) {
            return Numbers.alike(left.value(), right.value());
        }
        Ucum.Canonical unit = meanUnit(left.unit());
        Ucum.Canonical other = meanUnit(right.unit());
        if (unit == null || other == null || !Units.comparable(unit, other)) {
            return false;
        }
        boolean leftIsCoarser = unit.factor().compareTo(other.factor()) > 0;
        return leftIsCoarser
                ? Numbers.alike(left.value(), Units.convert(right.value(), other, unit))
                : Numbers.alike(Units.convert(left.value(), unit, other), right.value());
    }

    private static Ucum.@Nullable Canonical meanUnit(String unit) {
        CalendarUnit calendar = CalendarUnit.of(unit);
        if (calendar == CalendarUnit.YEAR || calendar == CalendarUnit.MONTH) {
            return Ucum.canonical(calendar == CalendarUnit.YEAR ? "a" : "mo");
        }
        return Units.of(unit);
    }

    private boolean sameText(String left, String right) {
        budget.compared(Math.min(left.length(), right.length()));
        return left.equals(right);
    }

    private boolean alike(String left, String right) {
        budget.length(left.length());
        budget.length(right.length());
        return normal(left).equals(normal(right));
    }

    /** Case and the kind of white space do not count. */
    private static String normal(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            out.append(Character.isWhitespace(c) ? ' ' : c);
        }
        return out.toString().strip().toLowerCase(Locale.ROOT);
    }

    /** Whether two pieces of JSON are the same, numbers by their value. */
    private boolean same(@Nullable FhirValue left, @Nullable FhirValue right, BiPredicate<String, String> texts) {
        budget.step();
        return switch (left) {
            case FhirObject object -> {
                if (!(right instanceof FhirObject other) || object.size() != other.size()) {
                    yield false;
                }
                boolean same = true;
                for (int index = 0; same && index < object.size(); index++) {
                    same = same(object.valueAt(index), other.get(object.nameAt(index)), texts);
                }
                yield same;
            }
            case FhirArray array -> {
                if (!(right instanceof FhirArray other) || array.size() != other.size()) {
                    yield false;
                }
                boolean same = true;
                for (int index = 0; same && index < array.size(); index++) {
                    same = same(array.get(index), other.get(index), texts);
                }
                yield same;
            }
            case FhirString(String text) -> right instanceof FhirString(String other) && texts.test(text, other);
            case FhirNumber number ->
                right instanceof FhirNumber other && number.toBigDecimal().compareTo(other.toBigDecimal()) == 0;
            case FhirBoolean bool -> bool.equals(right);
            case FhirNull none -> none.equals(right);
            case null -> Objects.isNull(right);
        };
    }
}
