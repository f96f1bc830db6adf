package city.haihe.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The character sets that messages may come in (HL7 v2.5.1 2.15.9.18, table 0211). */
public enum Hl7Charset {
    UTF_8(StandardCharsets.UTF_8, "UNICODE UTF-8"),
    GB18030(Charset.forName("GB18030"), "GB 18030-2000"),
    GBK(Charset.forName("GBK"), "GBK"),
    ISO_8859_1(StandardCharsets.ISO_8859_1, "8859/1"),
    ASCII(StandardCharsets.US_ASCII, "ASCII");

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

    /** The charset of a name as in MSH-18 or a setting; empty where we do not read it, as UTF-16. */
    public static Optional<Hl7Charset> named(String name) {
        return switch (name.trim().toUpperCase(Locale.ROOT).replace('_', '-')) {
            case "UNICODE UTF-8", "UTF-8", "UTF8", "UNICODE" -> Optional.of(UTF_8);
            case "GB 18030-2000", "GB18030", "GB 18030", "GB18030-2000" -> Optional.of(GB18030);
            case "GBK", "CP936", "GB2312" -> Optional.of(GBK);
            case "8859/1", "ISO-8859-1", "ISO8859-1", "LATIN1", "LATIN-1" -> Optional.of(ISO_8859_1);
            case "ASCII", "US-ASCII" -> Optional.of(ASCII);
            default -> Optional.empty();
        };
    }

    /** The text of the bytes; a byte that has no meaning in this charset is an error, never a question mark. */
    String decode(byte[] bytes, int from, int to) throws CharacterCodingException {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, from, to - from))
                .toString();
    }

    /** Whether bytes within a character may look like delimiters. */
    boolean hidesDelimiters() {
        return this == GBK || this == GB18030;
    }

    /**
     * How many bytes the character at an index takes. In GBK and GB18030 the bytes after the first may look like delimiters
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
