package city.haihe.bench.record;

import city.haihe.bench.HaiheProcess;
import city.haihe.bench.Meter;
import city.haihe.bench.Meter.Cost;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** What plain JDBC takes to move as many rows of 1.1 KB by their key, each group in one transaction. */
public final class BareRows {

    private static final int CLIENTS = 16;
    private static final int ROWS = 100_000;
    private static final int BYTES = 1_100;

    /** More measurements of small work add nothing. */
    private static final int MAX_PIECES = 4_000;

    private final HaiheProcess haihe;
    private final Meter meter;
    private final byte[] body = new byte[BYTES];
    private final AtomicLong next = new AtomicLong(ROWS);

    /** Makes the table. */
    public BareRows(HaiheProcess haihe) throws SQLException {
        this.haihe = haihe;
        this.meter = new Meter(haihe, CLIENTS);
        new Random(1).nextBytes(body);
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.bare (id bigint PRIMARY KEY, body bytea)");
            statement.execute("ALTER TABLE public.bare ALTER COLUMN body SET STORAGE EXTERNAL");
        }
        for (int first = 0; first < ROWS; first += 1_000) {
            insert(first, 1_000);
        }
    }

    /** CPU microseconds of client and PostgreSQL together for one group of rows. */
    public double cost(int pieces, int rows, boolean write) throws Exception {
        Meter.Worker worker = write ? work -> write(work, rows) : work -> read(work, rows);
        int measured = Math.min(pieces, Math.max(20, MAX_PIECES / rows));
        meter.warmUp(measured, worker);
        Cost cost = meter.measure(measured, worker);
        return cost.ownMicros() + cost.databaseMicros();
    }

    private void write(Meter.Pieces pieces, int rows) throws SQLException {
        try (Connection connection = haihe.connect()) {
            connection.setAutoCommit(false);
            for (int piece = pieces.next(); piece >= 0; piece = pieces.next()) {
                long begun = System.nanoTime();
                insert(connection, next.getAndAdd(rows), rows);
                connection.commit();
                pieces.done(piece, begun);
            }
        }
    }

    private void insert(long first, int rows) throws SQLException {
        try (Connection connection = haihe.connect()) {
            insert(connection, first, rows);
        }
    }

    private void insert(Connection connection, long first, int rows) throws SQLException {
        Long[] ids = new Long[rows];
        byte[][] bodies = new byte[rows][];
        Arrays.setAll(ids, index -> first + index);
        Arrays.fill(bodies, body);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO public.bare SELECT * FROM unnest(?::bigint[],?::bytea[])")) {
            insert.setObject(1, ids);
            insert.setObject(2, bodies);
            insert.executeUpdate();
        }
    }

    private void read(Meter.Pieces pieces, int rows) throws SQLException {
        try (Connection connection = haihe.connect();
                PreparedStatement select =
                        connection.prepareStatement("SELECT body FROM public.bare WHERE id=ANY(?)")) {
            for (int piece = pieces.next(); piece >= 0; piece = pieces.next()) {
                long begun = System.nanoTime();
                Random random = new Random(piece);
                Long[] ids = new Long[rows];
                Arrays.setAll(ids, index -> (long) random.nextInt(ROWS));
                select.setObject(1, ids);
                List<byte[]> found = new ArrayList<>();
                try (ResultSet result = select.executeQuery()) {
                    while (result.next()) {
                        found.add(result.getBytes(1));
                    }
                }
                pieces.done(piece, begun);
            }
        }
    }
}
