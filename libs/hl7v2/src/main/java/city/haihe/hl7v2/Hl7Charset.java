package city.haihe.hl7v2;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** The character sets that messages may come in (HL7 v2.5.1 2.15.9.18, table 0211). All of them hold ASCII in ASCII's bytes. */
public enum Hl7Charset {
    UTF_8(StandardCharsets.UTF_8, "UNICODE UTF-8"),
    GB18030(Charset.forName("GB18030"), "GB 18030-2000"),
    GBK(Charset.forName("GBK"), "GBK"),
    /** Systems that say GB2312 mean their machine's code page 936, which holds all of GB2312 in the same bytes, and more. */
    GB2312(Charset.forName("GBK"), "GB2312"),
    BIG5(Charset.forName("Big5"), "BIG-5"),
    ISO_8859_1(StandardCharsets.ISO_8859_1, "8859/1"),
    ASCII(StandardCharsets.US_ASCII, "ASCII");

    /** What a setting or MSH-18 may name, for error messages. */
    public static final String EXPECTED = "UNICODE UTF-8, GB 18030-2000, GBK, GB2312, BIG-5, 8859/1 or ASCII";

    private static final int CHUNK_CHARS = 8192;

    private final Charset charset;
    private final String hl7Name;

    Hl7Charset(Charset charset, String hl7Name) {
        this.charset = charset;
        this.hl7Name = hl7Name;
    }

    /** Java's charset. */
    public Charset charset() {
        return charset;
    }

    /** The name as MSH-18 has it. */
    public String hl7Name() {
        return hl7Name;
    }

    /**
     * The charset of a name as in MSH-18 (table 0211), a setting, or a media type (IANA); empty where we do not read it, as
     * UTF-16.
     */
    public static Optional<Hl7Charset> named(String name) {
        String plain = name.trim().toUpperCase(Locale.ROOT).replaceAll("[ _/-]", "");
        return switch (plain) {
            case "UNICODEUTF8", "UTF8", "UNICODE", "ISOIR192", "ISO10646UTF8" -> Optional.of(UTF_8);
            case "GB18030", "GB180302000", "GB180302005", "GB180302022", "CHINESEGB18030" -> Optional.of(GB18030);
            case "GBK", "CP936", "MS936", "WINDOWS936" -> Optional.of(GBK);
            case "GB2312", "GB231280", "GB23121980", "EUCCN", "ISOIR58" -> Optional.of(GB2312);
            case "BIG5", "CP950", "CNBIG5" -> Optional.of(BIG5);
            case "88591", "ISO88591", "ISO885911987", "LATIN1", "ISOIR100" -> Optional.of(ISO_8859_1);
            case "ASCII", "USASCII", "ISOIR6", "ISO646", "ISO646US", "ANSIX3.4" -> Optional.of(ASCII);
            default -> Optional.empty();
        };
    }

    /** The text of the bytes; a byte that has no meaning in this charset is an error, never a question mark. */
    String decode(byte[] bytes, int from, int to) throws CharacterCodingException {
        return strictDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
    }

    private CharsetDecoder strictDecoder() {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** The index of the first byte that has no meaning in this charset; empty where all have one. */
    OptionalInt firstInvalid(byte[] bytes) {
        int index = 0;
        while (index < bytes.length && bytes[index] >= 0) {
            index++;
        }
        if (index == bytes.length || this == ISO_8859_1) {
            return OptionalInt.empty();
        }
        CharsetDecoder decoder = strictDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, index, bytes.length - index);
        CharBuffer out = CharBuffer.allocate(Math.min(bytes.length - index, CHUNK_CHARS) + 1);
        while (true) {
            var result = decoder.decode(in, out, true);
            if (result.isError()) {
                return OptionalInt.of(in.position());
            }
            if (result.isUnderflow()) {
                return OptionalInt.empty();
            }
            out.clear();
        }
    }

    /** Whether bytes within a character may look like delimiters. */
    boolean hidesDelimiters() {
        return switch (this) {
            case GBK, GB2312, GB18030, BIG5 -> true;
            case UTF_8, ISO_8859_1, ASCII -> false;
        };
    }

    /**
     * How many bytes the character at an index takes. In the Chinese charsets the bytes after the first may look like delimiters
     * ({@code |}, {@code ^}, {@code \}, {@code ~}), so a scan must step over whole characters.
     */
    int characterBytes(byte[] bytes, int index) {
        if (bytes[index] >= 0 || !hidesDelimiters()) {
            return 1;
        }
        boolean fourBytes =
                this == GB18030 && index + 1 < bytes.length && bytes[index + 1] >= '0' && bytes[index + 1] <= '9';
        return fourBytes ? 4 : 2;
    }
}
