package city.haihe.app.record.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Keeps what was used last, up to a total weight. Safe for several threads. */
final class BoundedCache<K, V> {

    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private final ToLongFunction<V> weight;
    private final long capacity;
    private long total;

    BoundedCache(long capacity, ToLongFunction<V> weight) {
        this.capacity = capacity;
        this.weight = weight;
    }

    /** The value of the key, or null. */
    synchronized @Nullable V get(K key) {
        return values.get(key);
    }

    /** Keeps a value. One that is heavier than all that may be kept stays alone until the next comes. */
    synchronized void put(K key, V value) {
        V replaced = values.put(key, value);
        total += weight.applyAsLong(value) - (replaced == null ? 0 : weight.applyAsLong(replaced));
        var oldest = values.entrySet().iterator();
        while (total > capacity && values.size() > 1 && oldest.hasNext()) {
            total -= weight.applyAsLong(oldest.next().getValue());
            oldest.remove();
        }
    }
}
