package city.haihe.merkle;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Entries one behind the other, each behind its length in two bytes (C2SP tlog-tiles, Log entries). */
public final class EntryBundle {

    /** What two bytes of length can say. */
    public static final int MAX_ENTRY_BYTES = 0xffff;

    private static final int LENGTH_BYTES = 2;

    private EntryBundle() {}

    /** The bytes of a bundle. */
    public static byte[] encode(List<byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entries.forEach(entry -> append(out, entry));
        return out.toByteArray();
    }

    static void append(ByteArrayOutputStream out, byte[] entry) {
        if (entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "entry of %d bytes (expected: <= %d)".formatted(entry.length, MAX_ENTRY_BYTES));
        }
        out.write(entry.length >> Byte.SIZE);
        out.write(entry.length);
        out.writeBytes(entry);
    }

    /** The entries of a bundle; refused where it ends within one. */
    public static List<byte[]> decode(byte[] bundle) throws MalformedException {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (at < bundle.length) {
            int left = bundle.length - at - LENGTH_BYTES;
            int length =
                    left < 0 ? 0 : Byte.toUnsignedInt(bundle[at]) << Byte.SIZE | Byte.toUnsignedInt(bundle[at + 1]);
            if (length > left) {
                throw new MalformedException(
                        0,
                        "entry %d of the bundle, at byte %d, ends behind the bundle's %d bytes"
                                .formatted(entries.size(), at, bundle.length));
            }
            entries.add(Arrays.copyOfRange(bundle, at + LENGTH_BYTES, at + LENGTH_BYTES + length));
            at += LENGTH_BYTES + length;
        }
        return entries;
    }
}
