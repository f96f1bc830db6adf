package city.haihe.app.record.internal;

import city.haihe.app.platform.Transaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What codes are called, each text once: a city's results use a few thousand displays. A resource has one term for a text and
 * a parameter, and {@code :text} asks this table for the texts that begin so. Several may write one text at once; it then
 * stands there twice, which nobody notices, while a unique index would let writers wait for each other.
 */
final class Wordings {

    /** Profiles are addresses that most resources have; what stands below one is asked here too. */
    static final String PROFILE = "_profile";

    /** A longer text is found by its beginning. */
    private static final int MAX_LENGTH = 200;

    /** Texts that are known to be in the table, so that a write need not look; about 10 MB. */
    private static final int MAX_KNOWN = 200_000;

    private final Set<Long> known = ConcurrentHashMap.newKeySet();

    /** The part of a normalised text that is kept. */
    static String shorten(String normalised) {
        return normalised.length() > MAX_LENGTH ? normalised.substring(0, MAX_LENGTH) : normalised;
    }

    /** The terms of a text, as its row has them. */
    static long[] terms(String text) {
        TermSet terms = new TermSet();
        Prose.words(text, terms);
        return terms.toArray();
    }

    /** Tells the table what it does not know yet. */
    void learn(Transaction transaction, IndexedResource index) throws SQLException {
        Map<Long, String> unknown = null;
        for (String text : index.wordings()) {
            long hash = TermHash.wording(text);
            if (!known.contains(hash)) {
                unknown = unknown == null ? new LinkedHashMap<>() : unknown;
                unknown.put(hash, text);
            }
        }
        if (unknown == null) {
            return;
        }
        List<Long> hashes = new ArrayList<>(unknown.keySet());
        try (PreparedStatement statement = transaction
                .connection()
                .prepareStatement("INSERT INTO record.wording (hash,text,terms) SELECT ?,?,?"
                        + " WHERE NOT EXISTS (SELECT FROM record.wording w WHERE w.hash=?)")) {
            for (Map.Entry<Long, String> entry : unknown.entrySet()) {
                statement.setLong(1, entry.getKey());
                statement.setString(2, entry.getValue());
                statement.setObject(3, terms(entry.getValue()));
                statement.setLong(4, entry.getKey());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        transaction.afterCommit(() -> {
            if (known.size() < MAX_KNOWN) {
                known.addAll(hashes);
            }
        });
    }
}
