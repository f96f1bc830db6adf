package city.haihe.app.platform;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows of one table in PostgreSQL's binary COPY format, for writes of many rows at once: the statement is begun once and not
 * once a row, and arrays of any length pass as they are. Columns are given one after the other, in the order of the COPY's
 * column list; used by one thread.
 */
public final class CopyRows {

    /** From how many rows on a COPY costs less than a prepared insert of each row, whose round trip is one instead of two. */
    public static final int WORTHWHILE = 4;

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** Types of the elements of arrays, as {@code pg_type} numbers them. */
    private static final int BIGINT = 20;

    private static final int INTEGER = 23;
    private static final int TEXT = 25;

    private static final int NULL = -1;
    private static final int END = -1;
    private static final int FIRST_BYTES = 16 * 1024;

    /** PostgreSQL counts its days from 1 January 2000. */
    private static final long EPOCH_SECONDS = 946_684_800L;

    private final int columns;
    private byte[] bytes = Arrays.copyOf(HEADER, FIRST_BYTES);
    private int length = HEADER.length;

    /** No rows yet, of so many columns. */
    public CopyRows(int columns) {
        this.columns = columns;
    }

    /** Begins a row. */
    public CopyRows row() {
        putShort(columns);
        return this;
    }

    /** A {@code text}, or null. */
    public CopyRows text(@Nullable String value) {
        if (value == null) {
            return none();
        }
        int at = length;
        putInt(0);
        putText(value);
        setInt(at, length - at - Integer.BYTES);
        return this;
    }

    /** A {@code bigint}. */
    public CopyRows bigint(long value) {
        putInt(Long.BYTES);
        putLong(value);
        return this;
    }

    /** A {@code bigint}, or null. */
    public CopyRows bigint(@Nullable Long value) {
        return value == null ? none() : bigint(value.longValue());
    }

    /** An {@code integer}. */
    public CopyRows integer(int value) {
        putInt(Integer.BYTES);
        putInt(value);
        return this;
    }

    /** A {@code smallint}. */
    public CopyRows smallint(int value) {
        putInt(Short.BYTES);
        putShort(value);
        return this;
    }

    /** A {@code boolean}. */
    public CopyRows bool(boolean value) {
        putInt(1);
        room(1);
        bytes[length++] = (byte) (value ? 1 : 0);
        return this;
    }

    /** A {@code timestamptz}. */
    public CopyRows instant(Instant value) {
        return bigint((value.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + value.getNano() / 1_000);
    }

    /** A {@code bytea}. */
    public CopyRows bytea(byte[] value) {
        putInt(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** A {@code text[]}. */
    public CopyRows texts(String[] values) {
        int at = array(TEXT, values.length);
        for (String value : values) {
            text(value);
        }
        setInt(at, length - at - Integer.BYTES);
        return this;
    }

    /** A {@code bigint[]}. */
    public CopyRows bigints(long[] values) {
        int at = array(BIGINT, values.length);
        room(values.length * (Integer.BYTES + Long.BYTES));
        for (long value : values) {
            putInt(Long.BYTES);
            putLong(value);
        }
        setInt(at, length - at - Integer.BYTES);
        return this;
    }

    /** An {@code integer[]}. */
    public CopyRows integers(int[] values) {
        int at = array(INTEGER, values.length);
        for (int value : values) {
            integer(value);
        }
        setInt(at, length - at - Integer.BYTES);
        return this;
    }

    /** A null. */
    public CopyRows none() {
        putInt(NULL);
        return this;
    }

    /**
     * Sends the rows.
     *
     * @param connection in a transaction of the caller's
     * @param table the table with its columns, such as {@code record.history (type,id)}
     */
    public void send(Connection connection, String table) throws SQLException {
        putShort(END);
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN (FORMAT BINARY)");
        try {
            copy.writeToCopy(bytes, 0, length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** The array's header; answers where its length belongs. */
    private int array(int elementType, int size) {
        int at = length;
        putInt(0);
        putInt(size == 0 ? 0 : 1);
        putInt(0);
        putInt(elementType);
        if (size > 0) {
            putInt(size);
            putInt(1);
        }
        return at;
    }

    private void putText(String value) {
        int size = value.length();
        room(size);
        int at = length;
        for (int index = 0; index < size; index++) {
            char c = value.charAt(index);
            if (c >= 0x80) {
                byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
                room(encoded.length);
                System.arraycopy(encoded, 0, bytes, length, encoded.length);
                length += encoded.length;
                return;
            }
            bytes[at++] = (byte) c;
        }
        length = at;
    }

    private void putShort(int value) {
        room(Short.BYTES);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
    }

    private void putInt(int value) {
        room(Integer.BYTES);
        setInt(length, value);
        length += Integer.BYTES;
    }

    private void setInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
