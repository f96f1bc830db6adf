package city.haihe.hl7v2;

import java.util.ArrayList;
import java.util.List;

/** Writes a message, escaping what would be a delimiter. */
public final class MessageBuilder {

    private final Delimiters delimiters;
    private final List<SegmentBuilder> segments = new ArrayList<>();

    /** A message with the standard delimiters. */
    public MessageBuilder() {
        this(Delimiters.STANDARD);
    }

    /** A message with other delimiters. */
    public MessageBuilder(Delimiters delimiters) {
        this.delimiters = delimiters;
    }

    /** Appends a segment; MSH gets its first two fields by itself. */
    public SegmentBuilder segment(String name) {
        SegmentBuilder segment = new SegmentBuilder(name, delimiters);
        segments.add(segment);
        return segment;
    }

    /** The message as text, each segment ended with CR. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (SegmentBuilder segment : segments) {
            segment.appendTo(text);
            text.append('\r');
        }
        return text.toString();
    }

    /** The message in a charset. */
    public byte[] toBytes(Hl7Charset charset) {
        return toText().getBytes(charset.charset());
    }

    /** A segment that is being written. Fields have the standard's numbers. */
    public static final class SegmentBuilder {

        private final String name;
        private final Delimiters delimiters;
        private final List<String> fields = new ArrayList<>();

        private SegmentBuilder(String name, Delimiters delimiters) {
            this.name = name;
            this.delimiters = delimiters;
            if (name.equals("MSH")) {
                raw(1, String.valueOf(delimiters.field()));
                raw(2, delimiters.encodingCharacters());
            }
        }

        /** Sets a field to a single value. */
        public SegmentBuilder field(int number, String value) {
            return raw(number, Escapes.escape(value, delimiters));
        }

        /** Sets a field to components. */
        public SegmentBuilder components(int number, String... values) {
            return raw(number, join(values));
        }

        /** Appends a repetition of components to a field. */
        public SegmentBuilder repetition(int number, String... values) {
            String before = number <= fields.size() ? fields.get(number - 1) : "";
            String added = join(values);
            return raw(number, before.isEmpty() ? added : before + delimiters.repetition() + added);
        }

        /** Appends a repetition of components, each of subcomponents, to a field. */
        public SegmentBuilder subcomponents(int number, List<List<String>> components) {
            List<String> texts = new ArrayList<>();
            for (List<String> component : components) {
                texts.add(String.join(
                        String.valueOf(delimiters.subcomponent()),
                        component.stream()
                                .map(text -> Escapes.escape(text, delimiters))
                                .toList()));
            }
            String added = String.join(String.valueOf(delimiters.component()), texts);
            String before = number <= fields.size() ? fields.get(number - 1) : "";
            return raw(number, before.isEmpty() ? added : before + delimiters.repetition() + added);
        }

        /** Sets a field to text that has its delimiters already. */
        public SegmentBuilder raw(int number, String text) {
            while (fields.size() < number) {
                fields.add("");
            }
            fields.set(number - 1, text);
            return this;
        }

        private String join(String... values) {
            int last = values.length;
            while (last > 0 && values[last - 1].isEmpty()) {
                last--;
            }
            StringBuilder text = new StringBuilder();
            for (int index = 0; index < last; index++) {
                if (index > 0) {
                    text.append(delimiters.component());
                }
                text.append(Escapes.escape(values[index], delimiters));
            }
            return text.toString();
        }

        private void appendTo(StringBuilder text) {
            text.append(name);
            // MSH-1 is the separator itself, which already stands before MSH-2.
            int from = name.equals("MSH") ? 1 : 0;
            int to = fields.size();
            while (to > from && fields.get(to - 1).isEmpty()) {
                to--;
            }
            for (int index = from; index < to; index++) {
                text.append(delimiters.field()).append(fields.get(index));
            }
        }
    }
}
