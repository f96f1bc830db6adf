package city.haihe.app.record.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement's text and its parameters, written side by side. */
final class SqlText {

    private final StringBuilder text = new StringBuilder(400);
    private final List<Object> parameters = new ArrayList<>();

    SqlText add(String sql) {
        text.append(sql);
        return this;
    }

    /** Adds a parameter mark and its value: a number, a String or an array of them. */
    SqlText mark(Object value) {
        text.append('?');
        parameters.add(value);
        return this;
    }

    /** Adds another statement's text and parameters. */
    SqlText add(SqlText other) {
        text.append(other.text);
        parameters.addAll(other.parameters);
        return this;
    }

    String text() {
        return text.toString();
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int index = 0; index < parameters.size(); index++) {
            statement.setObject(index + 1, parameters.get(index));
        }
    }
}
