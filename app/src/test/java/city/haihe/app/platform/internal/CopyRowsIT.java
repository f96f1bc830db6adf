package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.CopyRows;
import city.haihe.app.platform.HaiheException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyRowsIT {

    private static final String TABLE = "public.copied (t,b,i,s,f,w,d,ts,bs,js)";

    private TestDatabase postgres;

    @BeforeAll
    void start() throws SQLException {
        postgres = new TestDatabase();
        try (var connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.copied (t text, b bigint, i integer, s smallint, f boolean,"
                    + " w timestamptz, d bytea, ts text[], bs bigint[], js integer[])");
        }
    }

    @AfterAll
    void stop() {
        postgres.close();
    }

    private void send(CopyRows rows) {
        postgres.database().transaction(transaction -> {
            rows.send(transaction.connection(), TABLE);
            return 0;
        });
    }

    @Test
    void writesWhatItIsGiven() throws SQLException {
        Instant at = Instant.parse("1999-12-31T23:59:59.123456Z");
        byte[] large = new byte[100_000];
        large[99_999] = 7;
        CopyRows rows = new CopyRows(10);
        rows.row()
                .text("王小明 \u0001 ok 😀")
                .bigint(Long.MIN_VALUE)
                .integer(-2)
                .smallint(-3)
                .bool(true)
                .instant(at);
        rows.bytea(large)
                .texts(new String[] {"", "甲\"{,"})
                .bigints(new long[] {1, -1})
                .integers(new int[] {5});
        rows.row()
                .text(null)
                .bigint((Long) null)
                .integer(0)
                .smallint(0)
                .bool(false)
                .instant(Instant.EPOCH);
        rows.bytea(new byte[0]).texts(new String[0]).bigints(new long[0]).none();
        send(rows);

        try (var connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM public.copied ORDER BY b NULLS LAST")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("王小明 \u0001 ok 😀");
            assertThat(row.getLong(2)).isEqualTo(Long.MIN_VALUE);
            assertThat(row.getInt(3)).isEqualTo(-2);
            assertThat(row.getShort(4)).isEqualTo((short) -3);
            assertThat(row.getBoolean(5)).isTrue();
            assertThat(row.getObject(6, OffsetDateTime.class).toInstant()).isEqualTo(at);
            assertThat(row.getBytes(7)).isEqualTo(large);
            assertThat((String[]) row.getArray(8).getArray()).containsExactly("", "甲\"{,");
            assertThat((Long[]) row.getArray(9).getArray()).containsExactly(1L, -1L);
            assertThat((Integer[]) row.getArray(10).getArray()).containsExactly(5);
            row.next();
            assertThat(row.getString(1)).isNull();
            assertThat(row.getObject(2)).isNull();
            assertThat(row.getBytes(7)).isEmpty();
            assertThat((String[]) row.getArray(8).getArray()).isEmpty();
            assertThat(row.getArray(10)).isNull();
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void leavesTheConnectionUsableWhereTheRowsAreRefused() {
        CopyRows rows = new CopyRows(10);
        rows.row();
        for (int column = 0; column < 9; column++) {
            rows.none();
        }
        rows.smallint(1);
        assertThatThrownBy(() -> send(rows)).isInstanceOf(HaiheException.class);
        int one = postgres.database().read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT 1")) {
                row.next();
                return row.getInt(1);
            }
        });
        assertThat(one).isEqualTo(1);
    }
}
