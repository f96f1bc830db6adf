package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a type's table that follow each other, each compared with its resource. Bodies are read one after the other and
 * not kept.
 */
final class DeepPage {

    /** A snapshot of this many rows lasts some milliseconds, so that nothing that is written meanwhile waits for a vacuum. */
    static final int ROWS = 200;

    /** Bodies that come over the wire together: most are small, but each may have 16 MB. */
    private static final int FETCH = 20;

    private final TypeTable table;
    private final ResourceStore store;
    private final ResourceIndexer indexer;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /**
     * A row and what is wrong with it.
     *
     * @param index what its resource asks for; null for a deletion, and where the resource cannot be read
     * @param body what is wrong with the resource itself
     * @param beside what is wrong with the row's other columns and in the tables beside it, which a reindex would mend
     */
    record Row(
            String id,
            long version,
            long updated,
            boolean deleted,
            List<String> patients,
            @Nullable IndexedResource index,
            List<String> body,
            List<String> beside) {}

    DeepPage(TypeTable table, ResourceStore store, ResourceIndexer indexer) {
        this.table = table;
        this.store = store;
        this.indexer = indexer;
    }

    TypeTable table() {
        return table;
    }

    /** The rows by their ids, in order. */
    Map<String, Row> rows() {
        return rows;
    }

    /** Whether the table has no row behind this page. */
    boolean isLast() {
        return rows.size() < ROWS;
    }

    /** Reads the rows behind an id; answers the last id, or the one before where there is none. */
    String read(Connection connection, String after) throws SQLException {
        String last = after;
        try (PreparedStatement statement = connection.prepareStatement("SELECT id,version,updated,deleted,body,"
                + StoredIndex.columns(table) + " FROM " + table.name() + " WHERE id>? ORDER BY id LIMIT " + ROWS)) {
            statement.setString(1, after);
            statement.setFetchSize(FETCH);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    Row row = row(found);
                    rows.put(row.id(), row);
                    last = row.id();
                }
            }
        }
        return last;
    }

    private Row row(ResultSet found) throws SQLException {
        String id = found.getString(1);
        long version = found.getLong(2);
        long updated = found.getLong(3);
        boolean deleted = found.getBoolean(4);
        byte[] stored = found.getBytes(5);
        StoredIndex index = StoredIndex.read(table, found, 6);
        List<String> patients = List.of(index.patients());
        List<String> body = new ArrayList<>();
        List<String> beside = new ArrayList<>();
        IndexedResource expected = null;
        if (deleted) {
            if (stored.length > 0) {
                body.add("body: too much");
            }
            beside.addAll(IndexAgreement.problemsOfDeletion(table, id, index));
        } else {
            FhirObject resource = resource(store, table.type(), id, version, updated, stored, body);
            if (resource != null) {
                expected = indexer.index(resource);
                beside.addAll(IndexAgreement.problems(table, index, expected));
            }
        }
        return new Row(id, version, updated, deleted, patients, expected, body, beside);
    }

    /** The resource of a stored body, or null with a problem where it cannot be read or is another's. */
    static @Nullable FhirObject resource(
            ResourceStore store,
            String type,
            String id,
            long version,
            long updated,
            byte[] stored,
            List<String> problems) {
        FhirObject resource;
        try {
            resource = new StoredResource(type, id, version, Instant.ofEpochMilli(updated), false, store.body(stored))
                    .resource();
        } catch (RuntimeException unreadable) {
            // Whatever the decompressor or the parser stumbled over, its message may quote the body.
            problems.add("body: cannot be read");
            return null;
        }
        if (!Objects.equals(resource.string("resourceType"), type) || !id.equals(resource.id())) {
            problems.add("body: another resource's");
            return null;
        }
        if (!resource.equals(Stamp.stamp(resource, id, version, Instant.ofEpochMilli(updated)))) {
            problems.add("body: another version or time than the row's");
        }
        return resource;
    }
}
