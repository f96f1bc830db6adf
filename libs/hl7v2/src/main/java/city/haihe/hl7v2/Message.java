package city.haihe.hl7v2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An HL7 v2 message in ER7 encoding (HL7 v2.5.1 2.6), over the bytes that were received. Segments are found at once, fields
 * when they are asked for. Immutable; {@link #toBytes()} answers exactly the bytes that were parsed.
 */
public final class Message {

    private static final int ENCODING_CHARACTERS_END = 9;
    private static final int CHARSET_FIELD = 18;

    /** The longest name of a charset in table 0211 has 20 characters; what is longer is no name. */
    private static final int MAX_QUOTED = 40;

    private final byte[] bytes;
    private final Hl7Charset charset;
    private final Delimiters delimiters;
    private final List<Segment> segments = new ArrayList<>();

    private Message(byte[] bytes, Hl7Charset charset, Delimiters delimiters) {
        this.bytes = bytes;
        this.charset = charset;
        this.delimiters = delimiters;
    }

    /**
     * Parses a message. MSH-18 decides the charset; where it is empty, the default does. Segments end with CR; CR LF and LF
     * are taken as well, as many senders have them. A message type and a control id are not asked for here: whoever acts on it does.
     */
    public static ParseResult parse(byte[] bytes, Hl7Charset defaultCharset) {
        Optional<Delimiters> delimiters = delimiters(bytes);
        if (delimiters.isEmpty()) {
            return noHeader();
        }
        String declared = declaredCharset(bytes, delimiters.get(), defaultCharset);
        Optional<Hl7Charset> charset = declared.isEmpty() ? Optional.of(defaultCharset) : Hl7Charset.named(declared);
        if (charset.isEmpty()) {
            return new ParseResult.Malformed(
                    ParseResult.Kind.UNKNOWN_CHARSET,
                    "MSH",
                    CHARSET_FIELD,
                    "charset: \"" + quotable(declared) + "\" (expected: " + Hl7Charset.EXPECTED + ")");
        }
        return new Message(bytes, charset.get(), delimiters.get()).parsed();
    }

    /** Parses a message whose charset is known better than from MSH-18, as where a sender is known to name a wrong one. */
    public static ParseResult parseAs(byte[] bytes, Hl7Charset charset) {
        return delimiters(bytes)
                .map(delimiters -> new Message(bytes, charset, delimiters).parsed())
                .orElseGet(Message::noHeader);
    }

    private static ParseResult noHeader() {
        return new ParseResult.Malformed(
                ParseResult.Kind.NO_HEADER,
                "MSH",
                0,
                "start of the message (expected: MSH, and distinct delimiters in MSH-1 and MSH-2)");
    }

    /**
     * The header alone, for whoever must know the sender before the message is parsed: a message of one segment, read as far
     * as it can be. Where MSH-18 is empty or unknown, the default charset counts; a byte without a meaning in it becomes U+FFFD.
     * Empty where there is no usable MSH.
     */
    public static Optional<Message> header(byte[] bytes, Hl7Charset defaultCharset) {
        return delimiters(bytes).map(delimiters -> {
            Hl7Charset charset = Hl7Charset.named(declaredCharset(bytes, delimiters, defaultCharset))
                    .orElse(defaultCharset);
            return headerAs(bytes, charset, delimiters);
        });
    }

    /** The header alone, in a charset that is known better than from MSH-18. */
    public static Optional<Message> headerAs(byte[] bytes, Hl7Charset charset) {
        return delimiters(bytes).map(delimiters -> headerAs(bytes, charset, delimiters));
    }

    private static Message headerAs(byte[] bytes, Hl7Charset charset, Delimiters delimiters) {
        Message header = new Message(bytes, charset, delimiters);
        header.segments.add(new Segment(header, "MSH", 0, 0, header.lineEnd(0)));
        return header;
    }

    /**
     * MSH-18, which must be found before the charset is known: where names before it are in Chinese, some of their bytes look like
     * delimiters. So it is looked for in both ways; what it names must fit the way that found it, or there is none and the
     * default's way counts.
     */
    private static String declaredCharset(byte[] bytes, Delimiters delimiters, Hl7Charset defaultCharset) {
        String byCharacters = headerAs(bytes, Hl7Charset.GB18030, delimiters).charsetField();
        if (Hl7Charset.named(byCharacters).filter(Hl7Charset::hidesDelimiters).isPresent()) {
            return byCharacters;
        }
        String byBytes = headerAs(bytes, Hl7Charset.ISO_8859_1, delimiters).charsetField();
        if (Hl7Charset.named(byBytes)
                .filter(charset -> !charset.hidesDelimiters())
                .isPresent()) {
            return byBytes;
        }
        return defaultCharset.hidesDelimiters() ? byCharacters : byBytes;
    }

    /**
     * The charset that MSH-18 names. It may repeat: the first is the message's own, ASCII where it is left out, and the others are
     * switched to. Since all that we read hold ASCII, the first of them that is more than ASCII reads the whole message.
     */
    private String charsetField() {
        String named = "";
        for (Repetition repetition : header().field(CHARSET_FIELD).repetitions()) {
            String name = repetition.text();
            if (named.isEmpty() || isAscii(named) && Hl7Charset.named(name).isPresent()) {
                named = name;
            }
        }
        return named;
    }

    private static boolean isAscii(String name) {
        return Hl7Charset.named(name)
                .filter(charset -> charset == Hl7Charset.ASCII)
                .isPresent();
    }

    /** What a sender wrote, short and printable. */
    private static String quotable(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return printable.length() <= MAX_QUOTED ? printable : printable.substring(0, MAX_QUOTED) + "...";
    }

    private ParseResult parsed() {
        OptionalInt invalid = charset.firstInvalid(bytes);
        if (invalid.isPresent()) {
            return new ParseResult.Malformed(
                    ParseResult.Kind.INVALID_BYTES,
                    "MSH",
                    CHARSET_FIELD,
                    "byte " + (invalid.getAsInt() + 1) + " of the message (expected: text in " + charset.hl7Name()
                            + ")");
        }
        int start = 0;
        while (start < bytes.length) {
            int end = lineEnd(start);
            if (end > start && !isBlank(start, end)) {
                Optional<String> name = segmentName(start, end);
                if (name.isEmpty()) {
                    return new ParseResult.Malformed(
                            ParseResult.Kind.INVALID_SEGMENT,
                            segments.isEmpty() ? "MSH" : segments.getLast().name(),
                            0,
                            "line " + (segments.size() + 1)
                                    + " (expected: a segment's name of three letters or digits)");
                }
                segments.add(new Segment(this, name.get(), segments.size(), start, end));
            }
            start = end + 1;
        }
        return new ParseResult.Parsed(this);
    }

    static Optional<Delimiters> delimiters(byte[] bytes) {
        if (bytes.length < 8 || bytes[0] != 'M' || bytes[1] != 'S' || bytes[2] != 'H') {
            return Optional.empty();
        }
        char field = (char) (bytes[3] & 0xff);
        int end = 4;
        while (end < bytes.length && end < ENCODING_CHARACTERS_END && bytes[end] != bytes[3] && bytes[end] != '\r') {
            end++;
        }
        String encoding = new String(bytes, 4, end - 4, StandardCharsets.ISO_8859_1);
        // A sender that doubled the escape character, as its own programming language wanted it, means the usual four.
        encoding = encoding.equals("^~\\\\&") ? Delimiters.STANDARD.encodingCharacters() : encoding;
        boolean closed = end < bytes.length && bytes[end] == bytes[3];
        if (!closed || encoding.length() < 2) {
            return Optional.empty();
        }
        Delimiters delimiters = new Delimiters(
                field,
                encoding.charAt(0),
                encoding.charAt(1),
                encoding.length() > 2 ? encoding.charAt(2) : 0,
                encoding.length() > 3 ? encoding.charAt(3) : 0);
        return delimiters.areDistinct() ? Optional.of(delimiters) : Optional.empty();
    }

    private int lineEnd(int start) {
        int index = start;
        while (index < bytes.length && bytes[index] != '\r' && bytes[index] != '\n') {
            index += charset.characterBytes(bytes, index);
        }
        return Math.min(index, bytes.length);
    }

    private boolean isBlank(int start, int end) {
        for (int index = start; index < end; index++) {
            if (bytes[index] != ' ' && bytes[index] != '\t') {
                return false;
            }
        }
        return true;
    }

    private Optional<String> segmentName(int start, int end) {
        if (end - start < 3 || (end - start > 3 && bytes[start + 3] != (byte) delimiters.field())) {
            return Optional.empty();
        }
        for (int index = start; index < start + 3; index++) {
            boolean letter = bytes[index] >= 'A' && bytes[index] <= 'Z';
            boolean digit = bytes[index] >= '0' && bytes[index] <= '9';
            if (!letter && !digit) {
                return Optional.empty();
            }
        }
        return Optional.of(new String(bytes, start, 3, StandardCharsets.US_ASCII));
    }

    /** All segments in order, MSH first. */
    public List<Segment> segments() {
        return List.copyOf(segments);
    }

    /** The MSH segment. */
    public Segment header() {
        return segments.getFirst();
    }

    /** The first segment of a name. */
    public Optional<Segment> first(String name) {
        return segments.stream().filter(segment -> segment.name().equals(name)).findFirst();
    }

    /** All segments of a name, in order. */
    public List<Segment> all(String name) {
        return segments.stream().filter(segment -> segment.name().equals(name)).toList();
    }

    /** MSH-9.1, such as {@code ORU}. */
    public String messageCode() {
        return header().field(9).first().component(1);
    }

    /** MSH-9.2, such as {@code R01}. */
    public String triggerEvent() {
        return header().field(9).first().component(2);
    }

    /** MSH-9.3, such as {@code ORU_R01}; often empty. */
    public String structure() {
        return header().field(9).first().component(3);
    }

    /** MSH-10: the sender's own number of the message. */
    public String controlId() {
        return header().field(10).text();
    }

    /** MSH-3.1. */
    public String sendingApplication() {
        return header().field(3).first().component(1);
    }

    /** MSH-4.1. */
    public String sendingFacility() {
        return header().field(4).first().component(1);
    }

    /** MSH-11.1: {@code P}roduction, {@code T}raining or {@code D}ebugging. */
    public String processingId() {
        return header().field(11).first().component(1);
    }

    /** MSH-12.1, such as {@code 2.5.1}. */
    public String version() {
        return header().field(12).first().component(1);
    }

    /** The charset that it is in. */
    public Hl7Charset charset() {
        return charset;
    }

    /** The delimiters that it declares. */
    public Delimiters delimiters() {
        return delimiters;
    }

    /**
     * A value by its path, such as {@code PID-3(2).4.1}: the second repetition's fourth component's first subcomponent of the
     * first PID. Empty where there is none.
     */
    public String value(String path) {
        return ValuePath.parse(path).in(this);
    }

    /** The bytes that were parsed. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    byte[] bytes() {
        return bytes;
    }
}
