package city.haihe.app.record.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the references in stored bodies without parsing them. Stored JSON has no spaces between its tokens, and a quotation mark
 * inside a string is escaped, so that {@code "reference":"} stands where a reference begins and nowhere else.
 */
final class ReferenceScan {

    private static final byte[] MEMBER = bytes("\"reference\":\"");
    private static final int BYTE_VALUES = 256;

    /** How far the next possible place is when a byte stands under the pattern's last (Horspool). */
    private static final int[] SHIFT = shifts();

    private final byte[] base;
    private final String[] types;
    private final byte[][] prefixes;
    private final Map<String, Set<String>> found = new TreeMap<>();

    /**
     * Looks for references to resources of the types.
     *
     * @param base the record's own base, behind which an absolute reference is one of ours
     */
    ReferenceScan(String base, Collection<String> types) {
        this.base = bytes(base + "/");
        this.types = types.toArray(String[]::new);
        this.prefixes = new byte[this.types.length][];
        for (int type = 0; type < prefixes.length; type++) {
            prefixes[type] = bytes(this.types[type] + "/");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int[] shifts() {
        int[] shifts = new int[BYTE_VALUES];
        Arrays.fill(shifts, MEMBER.length);
        for (int index = 0; index < MEMBER.length - 1; index++) {
            shifts[MEMBER[index]] = MEMBER.length - 1 - index;
        }
        return shifts;
    }

    /** Adds the references of a body. */
    void add(byte[] body) {
        int last = MEMBER.length - 1;
        int place = 0;
        while (place + last < body.length) {
            byte under = body[place + last];
            if (under == MEMBER[last] && startsWith(body, place, MEMBER)) {
                place += MEMBER.length;
                reference(body, place);
            } else {
                place += SHIFT[under & (BYTE_VALUES - 1)];
            }
        }
    }

    private void reference(byte[] body, int begin) {
        int start = startsWith(body, begin, base) ? begin + base.length : begin;
        for (int type = 0; type < prefixes.length; type++) {
            if (startsWith(body, start, prefixes[type])) {
                int id = start + prefixes[type].length;
                int end = id;
                // An id has no slash, which begins a version, and no quotation mark, which ends the string.
                while (end < body.length && body[end] != '"' && body[end] != '/') {
                    end++;
                }
                add(types[type], new String(body, id, end - id, StandardCharsets.UTF_8));
                return;
            }
        }
    }

    private void add(String type, String id) {
        found.computeIfAbsent(type, known -> new TreeSet<>()).add(id);
    }

    private static boolean startsWith(byte[] body, int place, byte[] text) {
        return place + text.length <= body.length
                && Arrays.equals(body, place, place + text.length, text, 0, text.length);
    }

    /** The ids that were found, by their types. */
    Map<String, Set<String>> found() {
        return found;
    }
}
