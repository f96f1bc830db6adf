package city.haihe.app.record.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which versions a history shows.
 *
 * @param types the resource types, one unless the whole record is asked for
 * @param id one resource's, or null for all of the types
 * @param since only those written at or after this time, in milliseconds since 1970; 0 for all
 * @param at only those that were current at some time in this range, or null
 * @param ascending whether the oldest come first
 * @param count how many at most
 */
record HistoryRequest(
        List<String> types,
        @Nullable String id,
        long since,
        @Nullable At at,
        boolean ascending,
        int count) {

    /**
     * A range of time, in milliseconds since 1970.
     *
     * @param low its first
     * @param high the first after it
     */
    record At(long low, long high) {}
}
