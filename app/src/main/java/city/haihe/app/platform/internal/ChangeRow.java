package city.haihe.app.platform.internal;

import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.ChangedResource.Operation;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How a change stands in its table. */
final class ChangeRow {

    /** The layout of the resources column; readers refuse what they do not know. */
    static final short SCHEMA_VERSION = 1;

    private ChangeRow() {}

    static String encode(ChangedResource resource) {
        char letter = switch (resource.operation()) {
            case CREATE -> 'C';
            case UPDATE -> 'U';
            case DELETE -> 'D';
        };
        return letter + " " + resource.type() + "/" + resource.id() + "/" + resource.version();
    }

    static ChangedResource decode(String text) {
        Operation operation = switch (text.charAt(0)) {
            case 'C' -> Operation.CREATE;
            case 'U' -> Operation.UPDATE;
            case 'D' -> Operation.DELETE;
            default -> throw new IllegalStateException("operation in the change feed: " + text.charAt(0));
        };
        int type = text.indexOf('/');
        int version = text.lastIndexOf('/');
        return new ChangedResource(
                text.substring(2, type),
                text.substring(type + 1, version),
                Long.parseLong(text, version + 1, text.length(), 10),
                operation);
    }

    /** Reads the columns position, at, actor, client, purpose, trace, organisation, patients, resources. */
    static ChangeEvent read(ResultSet row) throws SQLException {
        List<ChangedResource> resources = new ArrayList<>();
        for (String resource : strings(row.getArray(9))) {
            resources.add(decode(resource));
        }
        return new ChangeEvent(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Set.of(strings(row.getArray(8))),
                List.copyOf(resources));
    }

    private static String[] strings(Array array) throws SQLException {
        return (String[]) array.getArray();
    }
}
