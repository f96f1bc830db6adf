package city.haihe.app.record.internal;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of fields one by one: CSV with quotes (RFC 4180), or fields between tabs, where a quote is a character like any
 * other. Empty lines are no records.
 */
final class DelimitedReader {

    /** A longer field is a missing quote. */
    static final int MAX_FIELD_CHARACTERS = 65_536;

    /** The widest published classification has some sixty. */
    static final int MAX_FIELDS = 200;

    private static final char QUOTE = '"';
    private static final int END = -1;

    private final Reader reader;
    private final char separator;
    private final char[] buffer = new char[8_192];
    private final StringBuilder field = new StringBuilder();
    private int at;
    private int size;
    private int line = 1;
    private int recordLine = 1;

    DelimitedReader(Reader reader, char separator) {
        this.reader = reader;
        this.separator = separator;
    }

    /** A record that cannot be read; nothing behind it can be trusted either. */
    static final class MalformedRecord extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedRecord(String message) {
            super(message);
        }
    }

    /** The line that the last record began in, from 1. */
    int line() {
        return recordLine;
    }

    /** The next record, or null at the end. */
    @Nullable
    List<String> next() throws IOException {
        int c = read();
        while (c == '\n' || c == '\r') {
            c = read();
        }
        if (c == END) {
            return null;
        }
        recordLine = line;
        List<String> fields = new ArrayList<>();
        while (true) {
            field.setLength(0);
            if (c == QUOTE && separator != '\t') {
                c = quoted();
            }
            while (c != separator && c != '\n' && c != '\r' && c != END) {
                append(c);
                c = read();
            }
            fields.add(field.toString());
            if (fields.size() > MAX_FIELDS) {
                throw new MalformedRecord("more than " + MAX_FIELDS + " fields (expected: at most that)");
            }
            if (c != separator) {
                return fields;
            }
            c = read();
        }
    }

    /** Reads to the closing quote and answers what stands behind it. */
    private int quoted() throws IOException {
        while (true) {
            int c = read();
            if (c == END) {
                throw new MalformedRecord("a quote is open at the end (expected: a closing quote)");
            }
            if (c == QUOTE) {
                int next = read();
                if (next != QUOTE) {
                    return next;
                }
            }
            append(c);
        }
    }

    private void append(int c) throws MalformedRecord {
        if (field.length() == MAX_FIELD_CHARACTERS) {
            throw new MalformedRecord("a field of more than " + MAX_FIELD_CHARACTERS
                    + " characters (expected: a quote less, or text of at most that)");
        }
        field.append((char) c);
    }

    private int read() throws IOException {
        if (at == size) {
            size = reader.read(buffer);
            at = 0;
            if (size <= 0) {
                size = 0;
                return END;
            }
        }
        char c = buffer[at++];
        if (c == '\n') {
            line++;
        }
        return c;
    }
}
