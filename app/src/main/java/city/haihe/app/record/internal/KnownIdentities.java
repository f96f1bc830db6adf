package city.haihe.app.record.internal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction knows of the identifiers that it has looked for: who has one, or that nobody has it and nobody else can
 * take it before the transaction ends. Keys are those of {@link TermHash#identity}.
 */
final class KnownIdentities {

    /** Nobody has it, and it is claimed. */
    static final String NOBODY = "";

    private final Map<Long, String> ids = new HashMap<>();

    /** The one id that has the identifier, {@link #NOBODY}, or null where the database has to be asked. */
    @Nullable
    String id(long key) {
        return ids.get(key);
    }

    /** The id is the only one that has the identifier. */
    void found(long key, String id) {
        ids.put(key, id);
    }

    /** Nobody has the identifier, which this transaction has claimed. */
    void claimed(long key) {
        ids.put(key, NOBODY);
    }

    /** What was known no longer holds. */
    void forget(long key) {
        ids.remove(key);
    }

    /** A resource with these identifiers was written; who else has one of them is for the database to say. */
    void written(long[] keys, String id) {
        for (long key : keys) {
            String known = ids.get(key);
            if (known == null) {
                continue;
            }
            if (known.equals(NOBODY)) {
                ids.put(key, id);
            } else if (!known.equals(id)) {
                ids.remove(key);
            }
        }
    }
}
