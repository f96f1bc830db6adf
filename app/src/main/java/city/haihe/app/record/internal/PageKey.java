package city.haihe.app.record.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: the sort keys' values of its last match, and its id.
 *
 * @param values a Long, a String or null for each sort key
 * @param id the last match's id; {@code Type/id} where several types are searched
 */
record PageKey(List<@Nullable Object> values, String id) {}
