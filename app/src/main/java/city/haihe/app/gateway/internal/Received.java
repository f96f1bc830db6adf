package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.Acknowledgement;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came in, before anything is known of them.
 *
 * @param bytes the message without its frame
 * @param digest their SHA-256
 * @param controlId MSH-10 as far as it can be read
 * @param at when they were complete
 * @param trace the trace id that follows them to the change feed
 * @param letter the dead letter that this is another try of, or null where a peer sent it
 */
record Received(
        byte[] bytes,
        byte[] digest,
        String controlId,
        Instant at,
        String trace,
        @Nullable Long letter) {

    static Received of(byte[] bytes, Instant at, String trace) {
        return new Received(bytes, sha256(bytes), Acknowledgement.headerField(bytes, 10), at, trace, null);
    }

    static Received again(long letter, byte[] bytes, Instant at, String trace) {
        return new Received(bytes, sha256(bytes), Acknowledgement.headerField(bytes, 10), at, trace, letter);
    }

    /** The same with the control id that parsing found, which may be in any charset. */
    Received withControlId(String parsed) {
        return new Received(bytes, digest, parsed, at, trace, letter);
    }

    private static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
