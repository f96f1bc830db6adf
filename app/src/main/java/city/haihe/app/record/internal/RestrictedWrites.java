package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a transaction wrote under restricted scopes. Whether a restriction finds it is asked once all of it is written. */
final class RestrictedWrites {

    private final Visibility visibility;
    private final Map<Kind, Set<String>> ids = new HashMap<>();

    private record Kind(String type, Permission permission) {}

    RestrictedWrites(Visibility visibility) {
        this.visibility = visibility;
    }

    /** Remembers what was written, unless the scopes ask nothing of it. */
    void add(String type, String id, Permission permission) {
        if (visibility.of(type, permission) != null) {
            ids.computeIfAbsent(new Kind(type, permission), kind -> new HashSet<>())
                    .add(id);
        }
    }

    /** Refuses what no restriction finds, as it stands now. */
    void check(Connection connection, RestrictedRows rows) throws SQLException {
        for (Map.Entry<Kind, Set<String>> group : ids.entrySet()) {
            String type = group.getKey().type();
            Permission permission = group.getKey().permission();
            Condition restriction = visibility.of(type, permission);
            if (restriction != null && rows.anyOutside(connection, visibility, restriction, type, group.getValue())) {
                throw new HaiheException(
                        ErrorCode.INSUFFICIENT_SCOPE,
                        type + ": outside what the scope to "
                                + permission.name().toLowerCase(Locale.ROOT)
                                + " it is restricted to (expected: a resource that the restriction finds)");
            }
        }
    }
}
