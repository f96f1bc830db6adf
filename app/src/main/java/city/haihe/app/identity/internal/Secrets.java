package city.haihe.app.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Secrets made at random, and the hashes they are kept as. */
final class Secrets {

    /** 256 bits: nothing of this length is guessed, so a plain hash keeps it. */
    private static final int SECRET_BYTES = 32;

    /** Without the letters and digits that look alike. */
    private static final String PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    /** 31^16 is about 2^79. */
    private static final int PASSWORD_LENGTH = 16;

    private static final int PASSWORD_GROUP = 4;

    private Secrets() {}

    /** A random secret, safe in a URL, a header and a cookie. */
    static String next() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A random password that a person can type, such as {@code k3fp-wx7a-m9qd-t2hc}. */
    static String password() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int index = 0; index < PASSWORD_LENGTH; index++) {
            if (index > 0 && index % PASSWORD_GROUP == 0) {
                password.append('-');
            }
            password.append(PASSWORD_LETTERS.charAt(random.nextInt(PASSWORD_LETTERS.length())));
        }
        return password.toString();
    }

    /** SHA-256 of the text. */
    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** SHA-256 of the text in hexadecimal digits. */
    static String hashText(String text) {
        return HexFormat.of().formatHex(hash(text));
    }

    /** Whether two texts are equal, in a time that does not tell where they differ. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }
}
