package city.haihe.hl7v2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch file (HL7 v2.5.1 2.10.3): messages between FHS or BHS and BTS or FTS. Each message is one for itself; what stands
 * between the messages only holds them together. Line ends are never part of a character in the charsets that we read, so lines are
 * found without knowing it.
 */
public final class Batch {

    private static final String DEFAULT_DELIMITERS = "|^~\\&";
    private static final int SENDER = 3;
    private static final int RECEIVER = 5;
    private static final int CONTROL_ID = 11;
    private static final int REFERENCE = 12;

    private final List<byte[]> messages;
    private final List<String[]> headers;

    private Batch(List<byte[]> messages, List<String[]> headers) {
        this.messages = messages;
        this.headers = headers;
    }

    /** Whether the bytes begin as a batch does. */
    public static boolean isBatch(byte[] bytes) {
        return begins(bytes, 0, bytes.length, "FHS") || begins(bytes, 0, bytes.length, "BHS");
    }

    /** Finds the messages in a batch. Lines that belong to no message are one too: whoever reads it says what is wrong with it. */
    public static Batch parse(byte[] bytes) {
        List<byte[]> messages = new ArrayList<>();
        List<String[]> headers = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int start = 0;
        while (start < bytes.length) {
            int end = lineEnd(bytes, start);
            int next = end;
            while (next < bytes.length && isLineEnd(bytes[next])) {
                next++;
            }
            boolean envelope = isEnvelope(bytes, start, end);
            if (envelope || begins(bytes, start, end, "MSH")) {
                complete(message, messages);
            }
            if (!envelope && end > start) {
                message.write(bytes, start, next - start);
            } else if (begins(bytes, start, end, "FHS") || begins(bytes, start, end, "BHS")) {
                headers.add(fields(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1)));
            }
            start = next;
        }
        complete(message, messages);
        return new Batch(List.copyOf(messages), List.copyOf(headers));
    }

    private static void complete(ByteArrayOutputStream message, List<byte[]> messages) {
        if (message.size() > 0) {
            messages.add(message.toByteArray());
            message.reset();
        }
    }

    private static String[] fields(String header) {
        String separator = header.length() > 3 ? header.substring(3, 4) : "|";
        return header.split(java.util.regex.Pattern.quote(separator), -1);
    }

    private static boolean isEnvelope(byte[] bytes, int start, int end) {
        return begins(bytes, start, end, "FHS")
                || begins(bytes, start, end, "BHS")
                || begins(bytes, start, end, "BTS")
                || begins(bytes, start, end, "FTS");
    }

    private static boolean begins(byte[] bytes, int start, int end, String name) {
        if (end - start < name.length()) {
            return false;
        }
        for (int index = 0; index < name.length(); index++) {
            if (bytes[start + index] != name.charAt(index)) {
                return false;
            }
        }
        return end - start == name.length() || !Character.isLetterOrDigit(bytes[start + name.length()] & 0xff);
    }

    private static int lineEnd(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && !isLineEnd(bytes[end])) {
            end++;
        }
        return end;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    /** The messages in their order, each from its MSH to before the next. */
    public List<byte[]> messages() {
        return messages;
    }

    /**
     * The batch of acknowledgements (HL7 v2.5.1 2.10.3.2): each as it is, within a header that goes back to the sender of this
     * batch and refers to it.
     */
    public byte[] answer(List<byte[]> acknowledgements) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        String[] file = header("FHS");
        String[] batch = header("BHS");
        if (file != null) {
            answer.writeBytes(answered(file));
        }
        answer.writeBytes(answered(batch == null ? new String[] {"BHS"} : batch));
        acknowledgements.forEach(answer::writeBytes);
        answer.writeBytes(ascii("BTS|" + acknowledgements.size() + "\r"));
        if (file != null) {
            answer.writeBytes(ascii("FTS|1\r"));
        }
        return answer.toByteArray();
    }

    private String @Nullable [] header(String name) {
        for (String[] header : headers) {
            if (header[0].equals(name)) {
                return header;
            }
        }
        return null;
    }

    private static byte[] answered(String[] header) {
        StringBuilder answer = new StringBuilder(header[0]).append(DEFAULT_DELIMITERS);
        for (int number = SENDER; number <= REFERENCE; number++) {
            answer.append('|')
                    .append(
                            switch (number) {
                                case SENDER, SENDER + 1 -> field(header, number + 2);
                                case RECEIVER, RECEIVER + 1 -> field(header, number - 2);
                                case REFERENCE -> field(header, CONTROL_ID);
                                default -> "";
                            });
        }
        return ascii(answer.toString().replaceAll("\\|+$", "") + "\r");
    }

    /** A field by the standard's number, where the separator itself is the first, as far as it is plain. */
    private static String field(String[] header, int number) {
        String text = number - 1 < header.length ? header[number - 1] : "";
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '|') ? text : "";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
