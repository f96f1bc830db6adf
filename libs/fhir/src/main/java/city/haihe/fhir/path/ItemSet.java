package city.haihe.fhir.path;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Items of which no two are equal, found by a hash that equal items share. */
final class ItemSet {

    /** Times and quantities may be equal in many forms; they are told apart by comparison only. */
    private static final int HASH_OF_TEMPORALS = 1;

    private static final int HASH_OF_QUANTITIES = 2;

    private final Equality equality;
    private final Map<Integer, List<Item>> buckets = new HashMap<>();

    ItemSet(Equality equality) {
        this.equality = equality;
    }

    /** Adds an item and answers whether there was none equal to it. */
    boolean add(Item item) {
        List<Item> bucket = buckets.computeIfAbsent(hash(item), hash -> new ArrayList<>(1));
        if (contains(bucket, item)) {
            return false;
        }
        bucket.add(item);
        return true;
    }

    boolean addAll(List<Item> items) {
        boolean changed = false;
        for (Item item : items) {
            changed |= add(item);
        }
        return changed;
    }

    boolean contains(Item item) {
        List<Item> bucket = buckets.get(hash(item));
        return bucket != null && contains(bucket, item);
    }

    private boolean contains(List<Item> bucket, Item item) {
        for (Item other : bucket) {
            if (Boolean.TRUE.equals(equality.equal(other, item))) {
                return true;
            }
        }
        return false;
    }

    private int hash(Item item) {
        SystemValue value = Conversions.system(item);
        if (value == null) {
            FhirValue json = item instanceof Element element ? element.value() : null;
            return json == null ? 0 : hash(json);
        }
        BigDecimal number = Numbers.of(value);
        if (number != null) {
            return Double.hashCode(number.doubleValue());
        }
        return switch (value) {
            case TemporalValue _ -> HASH_OF_TEMPORALS;
            case SystemValue.QuantityValue _ -> HASH_OF_QUANTITIES;
            case SystemValue.BooleanValue _,
                    SystemValue.StringValue _,
                    SystemValue.IntegerValue _,
                    SystemValue.DecimalValue _,
                    SystemValue.TypeValue _ -> value.hashCode();
        };
    }

    /** The order of an object's members and the digits of a number do not count. */
    private int hash(FhirValue json) {
        equality.budget().step();
        int hash = 0;
        switch (json) {
            case FhirObject object -> {
                for (int index = 0; index < object.size(); index++) {
                    hash += object.nameAt(index).hashCode() ^ 31 * hash(object.valueAt(index));
                }
            }
            case FhirArray array -> {
                for (FhirValue item : array) {
                    hash = 31 * hash + hash(item);
                }
            }
            case FhirString(String text) -> hash = text.hashCode();
            case FhirNumber number ->
                hash = Double.hashCode(number.toBigDecimal().doubleValue());
            case FhirBoolean(boolean value) -> hash = Boolean.hashCode(value);
            case FhirNull _ -> hash = 0;
        }
        return hash;
    }
}
