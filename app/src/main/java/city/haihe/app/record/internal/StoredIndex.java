package city.haihe.app.record.internal;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a row holds beside its resource. An array that is null in the row is empty here, as a write stores an empty one.
 *
 * @param lows lower bounds of its ranges, in the order of the table's columns
 * @param highs upper bounds, in the same order
 */
record StoredIndex(
        long self,
        int shard,
        @Nullable String organisation,
        String[] patients,
        String[] labels,
        int[] present,
        long[] terms,
        String[] strings,
        long[] ranges,
        @Nullable Long[] lows,
        @Nullable Long[] highs) {

    /** Reads the columns of {@link #columns} from the given one on. */
    static StoredIndex read(TypeTable table, ResultSet row, int first) throws SQLException {
        int next = first + COLUMNS;
        int ranges = table.ranges().size();
        @Nullable Long[] lows = new Long[ranges];
        @Nullable Long[] highs = new Long[ranges];
        for (int range = 0; range < ranges; range++) {
            lows[range] = number(row, next++);
            highs[range] = number(row, next++);
        }
        return new StoredIndex(
                row.getLong(first),
                row.getInt(first + 1),
                row.getString(first + 2),
                strings(row.getArray(first + 3)),
                strings(row.getArray(first + 4)),
                integers(row.getArray(first + 5)),
                longs(row.getArray(first + 6)),
                strings(row.getArray(first + 7)),
                longs(row.getArray(first + 8)),
                lows,
                highs);
    }

    private static final int COLUMNS = 9;

    /** The columns to select. */
    static String columns(TypeTable table) {
        StringBuilder columns =
                new StringBuilder("self,shard,organisation,patients,labels,present,terms,strings,ranges");
        for (TypeTable.RangeColumn range : table.ranges()) {
            columns.append(',').append(range.low()).append(',').append(range.high());
        }
        return columns.toString();
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static String[] strings(@Nullable Array array) throws SQLException {
        return array == null ? new String[0] : (String[]) array.getArray();
    }

    private static int[] integers(@Nullable Array array) throws SQLException {
        return array == null
                ? new int[0]
                : Arrays.stream((Integer[]) array.getArray())
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    private static long[] longs(@Nullable Array array) throws SQLException {
        return array == null
                ? new long[0]
                : Arrays.stream((Long[]) array.getArray())
                        .mapToLong(Long::longValue)
                        .toArray();
    }
}
