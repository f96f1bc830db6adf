package city.haihe.bench.storage;

import com.github.luben.zstd.Zstd;
import java.sql.Timestamp;
import java.time.Instant;

/** Small helpers that the layouts share. */
final class Hash {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int COMPRESSION_LEVEL = 1;

    private Hash() {}

    /** A 64-bit hash of a text: FNV-1a with a final mix. */
    static long of(String text) {
        long hash = OFFSET;
        for (int index = 0; index < text.length(); index++) {
            hash = (hash ^ text.charAt(index)) * PRIME;
        }
        hash ^= hash >>> 32;
        hash *= 0x9e3779b97f4a7c15L;
        return hash ^ (hash >>> 29);
    }

    /** The hash of a token in a parameter. */
    static long token(String parameter, String system, String code) {
        return of(parameter + ' ' + system + '|' + code);
    }

    /** The hash of a reference in a parameter: the target's hash crossed with the parameter's. */
    static long reference(String parameter, String target) {
        return of(target) ^ of(parameter);
    }

    static byte[] compress(byte[] body) {
        return Zstd.compress(body, COMPRESSION_LEVEL);
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.from(instant);
    }
}
