package city.haihe.app.record.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks whether the tables beside a page's rows have what the resources ask for: identities, texts and what codes are called. */
final class SideTableAgreement {

    /** Texts that were found in their table, so that each is asked for once; about 5 MB. */
    private static final int MAX_KNOWN_WORDINGS = 100_000;

    private final Set<Long> knownWordings = new HashSet<>();

    /** Adds what is wrong to the rows. */
    void check(Connection connection, DeepPage page) throws SQLException {
        identities(connection, page);
        prose(connection, page);
        wordings(connection, page);
    }

    private static void identities(Connection connection, DeepPage page) throws SQLException {
        List<Long> terms = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (DeepPage.Row row : page.rows().values()) {
            if (row.index() != null) {
                for (long term : row.index().identities()) {
                    terms.add(term);
                    ids.add(row.id());
                }
            }
        }
        if (terms.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT n.id,count(*) FROM unnest(?::bigint[],?::text[]) n(term,id) WHERE NOT EXISTS"
                        + " (SELECT FROM record.identity i WHERE i.term=n.term AND i.id=n.id) GROUP BY n.id")) {
            statement.setObject(1, terms.stream().mapToLong(Long::longValue).toArray());
            statement.setObject(2, ids.toArray(String[]::new));
            try (ResultSet missing = statement.executeQuery()) {
                while (missing.next()) {
                    add(page, missing.getString(1), "identity: " + missing.getLong(2) + " missing");
                }
            }
        }
    }

    private static void prose(Connection connection, DeepPage page) throws SQLException {
        Map<String, Prose> expected = new HashMap<>();
        for (DeepPage.Row row : page.rows().values()) {
            if (row.index() != null && !row.index().prose().isEmpty()) {
                expected.put(row.id(), row.index().prose());
            }
        }
        if (expected.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT id,terms,narrative,notes FROM record.prose WHERE type=? AND id=ANY(?)")) {
            statement.setString(1, page.table().type());
            statement.setObject(2, expected.keySet().toArray(String[]::new));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString(1);
                    Prose prose = expected.remove(id);
                    if (prose == null || !prose.equals(new Prose(rows.getString(3), rows.getString(4)))) {
                        add(page, id, "prose: another text");
                    } else if (!isSame((Long[]) rows.getArray(2).getArray(), prose.terms())) {
                        add(page, id, "prose: other terms");
                    }
                }
            }
        }
        expected.keySet().forEach(id -> add(page, id, "prose: none"));
    }

    private void wordings(Connection connection, DeepPage page) throws SQLException {
        Map<Long, String> unknown = new HashMap<>();
        for (DeepPage.Row row : page.rows().values()) {
            if (row.index() != null) {
                for (String text : row.index().wordings()) {
                    long hash = TermHash.wording(text);
                    if (!knownWordings.contains(hash)) {
                        unknown.put(hash, text);
                    }
                }
            }
        }
        if (unknown.isEmpty()) {
            return;
        }
        Set<Long> found = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT hash,text FROM record.wording WHERE hash=ANY(?)")) {
            statement.setObject(
                    1, unknown.keySet().stream().mapToLong(Long::longValue).toArray());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getString(2).equals(unknown.get(rows.getLong(1)))) {
                        found.add(rows.getLong(1));
                    }
                }
            }
        }
        if (knownWordings.size() < MAX_KNOWN_WORDINGS) {
            knownWordings.addAll(found);
        }
        unknown.keySet().removeAll(found);
        if (!unknown.isEmpty()) {
            missingWordings(page, unknown.keySet());
        }
    }

    private static void missingWordings(DeepPage page, Set<Long> missing) {
        for (DeepPage.Row row : page.rows().values()) {
            if (row.index() != null) {
                long lacking = row.index().wordings().stream()
                        .filter(text -> missing.contains(TermHash.wording(text)))
                        .count();
                if (lacking > 0) {
                    add(page, row.id(), "wording: " + lacking + " missing");
                }
            }
        }
    }

    /** Whether a stored array is the same. */
    static boolean isSame(Long[] stored, long[] expected) {
        if (stored.length != expected.length) {
            return false;
        }
        for (int index = 0; index < expected.length; index++) {
            if (stored[index] != expected[index]) {
                return false;
            }
        }
        return true;
    }

    private static void add(DeepPage page, String id, String problem) {
        DeepPage.Row row = page.rows().get(id);
        if (row != null) {
            row.beside().add(problem);
        }
    }
}
