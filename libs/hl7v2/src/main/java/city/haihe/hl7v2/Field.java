package city.haihe.hl7v2;

import java.util.ArrayList;
import java.util.List;

/**
 * A field: repetitions of components. Absent and empty look the same here; explicitly null ({@code ""}) does not (HL7 v2.5.1
 * 2.5.3).
 */
public final class Field {

    private static final String NULL = "\"\"";

    private final String raw;
    private final Message message;
    private final boolean literal;

    /**
     * @param raw the text with its delimiters
     * @param literal whether delimiters in it are text, as in MSH-1 and MSH-2
     */
    Field(String raw, Message message, boolean literal) {
        this.raw = raw;
        this.message = message;
        this.literal = literal;
    }

    /** The text with its delimiters and escapes. */
    public String raw() {
        return raw;
    }

    /** Whether there is nothing in it, not even an explicit null. */
    public boolean isEmpty() {
        return raw.isEmpty();
    }

    /** Whether it says that the value is to be deleted: {@code ""}. */
    public boolean isNull() {
        return raw.equals(NULL);
    }

    /** The whole first repetition as text, its components and all, unescaped; for fields that have no components. */
    public String text() {
        return literal ? raw : first().text();
    }

    /** The first repetition; empty where there is none. */
    public Repetition first() {
        if (literal) {
            return new Repetition(raw, message, true);
        }
        int end = raw.indexOf(message.delimiters().repetition());
        return new Repetition(end < 0 ? raw : raw.substring(0, end), message, false);
    }

    /** All repetitions; none where the field is empty. */
    public List<Repetition> repetitions() {
        if (raw.isEmpty()) {
            return List.of();
        }
        if (literal) {
            return List.of(first());
        }
        List<Repetition> repetitions = new ArrayList<>(2);
        for (String part : Parts.split(raw, message.delimiters().repetition())) {
            repetitions.add(new Repetition(part, message, false));
        }
        return repetitions;
    }

    @Override
    public String toString() {
        return raw;
    }
}
