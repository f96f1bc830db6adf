package city.haihe.hl7v2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A segment of a message; its fields are found when the first is asked for. */
public final class Segment {

    private static final int NAME_LENGTH = 3;
    private static final int USUAL_FIELDS = 24;

    private final Message message;
    private final String name;
    private final int index;
    private final int start;
    private final int end;

    /** Where field n begins and, one more, where the last ends; made at the first use. Racing threads make equal ones. */
    private int @Nullable [] starts;

    Segment(Message message, String name, int index, int start, int end) {
        this.message = message;
        this.name = name;
        this.index = index;
        this.start = start;
        this.end = end;
    }

    /** Its three letters. */
    public String name() {
        return name;
    }

    /** Its place in the message, from 0. */
    public int index() {
        return index;
    }

    /** How often a segment of this name has come up to and with this one, from 1. */
    public int occurrence() {
        int occurrence = 0;
        for (Segment segment : message.segments()) {
            if (segment.name.equals(name)) {
                occurrence++;
            }
            if (segment == this) {
                break;
            }
        }
        return occurrence;
    }

    /** The number of its last field, counted as the standard does: MSH-1 is the separator itself. */
    public int fieldCount() {
        return starts().length - 1 + (isHeader() ? 1 : 0);
    }

    /** A field by the standard's number; one that is not there is an empty field. */
    public Field field(int number) {
        if (isHeader()) {
            return headerField(number);
        }
        return fieldAt(number);
    }

    private Field headerField(int number) {
        if (number == 1) {
            return new Field(String.valueOf(message.delimiters().field()), message, true);
        }
        Field field = fieldAt(number - 1);
        return number == 2 ? new Field(field.raw(), message, true) : field;
    }

    private Field fieldAt(int position) {
        int[] found = starts();
        if (position < 1 || position >= found.length) {
            return new Field("", message, false);
        }
        int from = found[position - 1];
        int to = found[position] - 1;
        return new Field(
                new String(message.bytes(), from, to - from, message.charset().charset()), message, false);
    }

    private boolean isHeader() {
        return name.equals("MSH");
    }

    private int[] starts() {
        int[] known = starts;
        if (known == null) {
            known = findStarts();
            starts = known;
        }
        return known;
    }

    private int[] findStarts() {
        byte[] bytes = message.bytes();
        byte separator = (byte) message.delimiters().field();
        int[] found = new int[USUAL_FIELDS];
        int count = 0;
        int at = start + NAME_LENGTH;
        while (at < end) {
            if (bytes[at] == separator) {
                if (count + 2 > found.length) {
                    found = Arrays.copyOf(found, found.length * 2);
                }
                found[count++] = at + 1;
            }
            at += message.charset().characterBytes(bytes, at);
        }
        found[count++] = end + 1;
        return Arrays.copyOf(found, count);
    }

    /** The segment's text with its delimiters. */
    public String raw() {
        return new String(message.bytes(), start, end - start, message.charset().charset());
    }

    @Override
    public String toString() {
        return name + "[" + index + "]";
    }
}
