package city.haihe.app.record.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page link carries.
 *
 * @param path what is paged, such as {@code Patient}
 * @param query the parameters that the first page understood
 * @param after where the page before ended
 */
record PageToken(String path, String query, PageKey after) {

    private static final byte ABSENT = 0;
    private static final byte NUMBER = 1;
    private static final byte TEXT = 2;

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(path);
            writeText(out, query);
            out.writeUTF(after.id());
            out.writeByte(after.values().size());
            for (Object value : after.values()) {
                switch (value) {
                    case null -> out.writeByte(ABSENT);
                    case Long number -> {
                        out.writeByte(NUMBER);
                        out.writeLong(number);
                    }
                    case String text -> {
                        out.writeByte(TEXT);
                        writeText(out, text);
                    }
                    case Object other -> throw new IllegalArgumentException("sort key: " + other.getClass());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static PageToken parse(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String path = in.readUTF();
            String query = readText(in);
            String id = in.readUTF();
            int size = in.readByte();
            List<@Nullable Object> values = new ArrayList<>(size);
            for (int index = 0; index < size; index++) {
                byte kind = in.readByte();
                if (kind == NUMBER) {
                    values.add(in.readLong());
                } else if (kind == TEXT) {
                    values.add(readText(in));
                } else {
                    values.add(null);
                }
            }
            return new PageToken(path, query, new PageKey(values, id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The format's own strings end at 64 KB, which a long form or a long text may pass. */
    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
