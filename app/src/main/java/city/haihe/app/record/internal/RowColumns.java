package city.haihe.app.record.internal;

import city.haihe.app.platform.CopyRows;
import city.haihe.app.record.StoredResource;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Writes a version into the columns of its type's table, in the order of {@link TypeTable}. */
final class RowColumns {

    private final BodyCodec codec;

    RowColumns(BodyCodec codec) {
        this.codec = codec;
    }

    /** Adds a row's columns to those that are copied. */
    void add(CopyRows row, NewVersion version) {
        StoredResource resource = version.resource();
        IndexedResource index = version.index();
        row.text(resource.id()).bigint(index.self()).bigint(resource.version());
        row.bigint(resource.lastUpdated().toEpochMilli())
                .smallint(index.shard())
                .bool(false);
        row.text(index.organisation()).texts(index.patients());
        if (index.labels().length == 0) {
            row.none();
        } else {
            row.texts(index.labels());
        }
        row.integers(index.present()).bigints(index.terms());
        if (index.strings().length == 0) {
            row.none();
        } else {
            row.texts(index.strings());
        }
        if (index.ranges().length == 0) {
            row.none();
        } else {
            row.bigints(index.ranges());
        }
        row.bytea(codec.compress(resource.body()));
        for (int range = 0; range < index.lows().length; range++) {
            row.bigint(index.lows()[range]).bigint(index.highs()[range]);
        }
    }

    /** Sets a statement's parameters; answers the next one's position. */
    int bind(PreparedStatement statement, int first, NewVersion version) throws SQLException {
        StoredResource resource = version.resource();
        IndexedResource index = version.index();
        int next = first;
        statement.setString(next++, resource.id());
        statement.setLong(next++, index.self());
        statement.setLong(next++, resource.version());
        statement.setLong(next++, resource.lastUpdated().toEpochMilli());
        statement.setInt(next++, index.shard());
        statement.setBoolean(next++, false);
        setNullable(statement, next++, index.organisation());
        statement.setObject(next++, index.patients());
        statement.setObject(next++, index.labels().length == 0 ? null : index.labels(), Types.ARRAY);
        statement.setObject(next++, index.present());
        statement.setObject(next++, index.terms());
        statement.setObject(next++, index.strings().length == 0 ? null : index.strings(), Types.ARRAY);
        statement.setObject(next++, index.ranges().length == 0 ? null : index.ranges(), Types.ARRAY);
        statement.setBytes(next++, codec.compress(resource.body()));
        for (int range = 0; range < index.lows().length; range++) {
            setNullable(statement, next++, index.lows()[range]);
            setNullable(statement, next++, index.highs()[range]);
        }
        return next;
    }

    private static void setNullable(PreparedStatement statement, int position, @Nullable String value)
            throws SQLException {
        if (value == null) {
            statement.setNull(position, Types.VARCHAR);
        } else {
            statement.setString(position, value);
        }
    }

    private static void setNullable(PreparedStatement statement, int position, @Nullable Long value)
            throws SQLException {
        if (value == null) {
            statement.setNull(position, Types.BIGINT);
        } else {
            statement.setLong(position, value);
        }
    }
}
