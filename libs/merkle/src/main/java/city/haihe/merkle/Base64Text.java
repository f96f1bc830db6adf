package city.haihe.merkle;

import java.util.Base64;
import java.util.Optional;

/** Base64 of RFC 4648 4 in its one canonical spelling, so that no text has two forms that both verify. */
final class Base64Text {

    private Base64Text() {}

    /** The bytes, or none where the text is not base64, lacks padding or has stray bits behind its end. */
    static Optional<byte[]> decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
