package city.haihe.app.identity.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/** Argon2id hashes of passwords (RFC 9106), a bounded number at once. */
@Component
class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;

    /** 19 MiB and two passes, the least that OWASP names; more would let few visitors use up a small machine. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int PASSES = 2;

    /** Each takes memory and a core; more at once would only be slower. */
    private static final int AT_ONCE = 4;

    private static final long WAIT_SECONDS = 10;

    private final Argon2PasswordEncoder encoder =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final String nobodysHash = hash(Secrets.next());

    /** The hash to keep. */
    final String hash(String password) {
        return String.valueOf(encoder.encode(password));
    }

    /** Whether the password belongs to the hash. Without a hash it takes the same time and is false. */
    boolean matches(String password, @Nullable String hash) {
        try {
            if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new HaiheException(ErrorCode.TOO_MANY_REQUESTS, "too many sign-ins at once; try again");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HaiheException(ErrorCode.UNAVAILABLE, "stopping", null, interrupted);
        }
        try {
            boolean same = encoder.matches(password, hash == null ? nobodysHash : hash);
            return same && hash != null;
        } finally {
            places.release();
        }
    }
}
