package city.haihe.bench.mllp;

import city.haihe.bench.CpuTime;
import city.haihe.bench.HaiheProcess;
import city.haihe.bench.Meter;
import city.haihe.bench.record.BareRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Durable messages a second: hospitals send admissions, results and appointments to the real program and wait for each AA.
 * First as fast as answers come, then, with {@code --rate}, at a rate that does not wait for them, for the latency. All that is
 * measured is printed per message, by stage, and beside what plain JDBC takes for as many rows.
 */
public final class MllpBenchmark {

    private static final int DEFAULT_CONNECTIONS = 32;
    private static final double DEFAULT_MINUTES = 1;

    /** The compiler is done with what is hot after about so many messages. */
    private static final int WARM_UP_MESSAGES = 30_000;

    private static final double PROFILE_SECONDS = 20;
    private static final double RATE_PART = 0.8;
    private static final int ROUNDS = 4;
    private static final int BARE_PIECES = 4_000;
    private static final int STATEMENTS_SHOWN = 20;

    private final HaiheProcess haihe;
    private final Meter meter;
    private final Options options;
    private final BareRows bare;
    private int runs;

    /**
     * What is asked for.
     *
     * @param rate messages a second of the second part; 0 for 80 % of what the first part reached
     */
    private record Options(int connections, Mix mix, double minutes, double rate) {

        static Options parse(String[] arguments) {
            int connections = DEFAULT_CONNECTIONS;
            Mix mix = Mix.USUAL;
            double minutes = DEFAULT_MINUTES;
            double rate = 0;
            for (int index = 0; index < arguments.length; index += 2) {
                String value = index + 1 < arguments.length ? arguments[index + 1] : "";
                switch (arguments[index]) {
                    case "--connections" -> connections = Integer.parseInt(value);
                    case "--mix" -> mix = Mix.parse(value);
                    case "--minutes" -> minutes = Double.parseDouble(value);
                    case "--rate" -> rate = Double.parseDouble(value);
                    default ->
                        throw new IllegalArgumentException(
                                "option: \"" + arguments[index]
                                        + "\" (expected: --connections N, --mix ADT,ORU,SIU, --minutes M or --rate PER_SECOND)");
                }
            }
            return new Options(connections, mix, minutes, rate);
        }
    }

    private MllpBenchmark(HaiheProcess haihe, Options options) throws Exception {
        this.haihe = haihe;
        this.options = options;
        this.meter = new Meter(haihe, 1);
        this.bare = new BareRows(haihe);
    }

    /** Runs it: {@code [--connections N] [--mix ADT,ORU,SIU] [--minutes M] [--rate PER_SECOND]}. */
    public static void run(String[] arguments) throws Exception {
        Options options = Options.parse(arguments);
        try (HaiheProcess haihe = HaiheProcess.start()) {
            new MllpBenchmark(haihe, options).measure();
        }
    }

    private Load load() throws Exception {
        return new Load(haihe.mllpPort(), options.connections(), options.mix(), "R" + runs++);
    }

    private void measure() throws Exception {
        System.out.printf("%n%s on %d connections%n", options.mix(), options.connections());
        try (Load load = load()) {
            Load.Done warm = load.run(Load.Until.messages(WARM_UP_MESSAGES));
            System.out.printf("warm-up: %,d messages, %,.0f/s%n", WARM_UP_MESSAGES, warm.perSecond());
        }
        meter.forgetStatements();
        double perSecond = closed();
        profile();
        open(options.rate() == 0 ? RATE_PART * perSecond : options.rate());
        meter.printStatements(STATEMENTS_SHOWN);
    }

    /** What has been used and written so far. */
    private record Counters(
            double jvm,
            double database,
            double own,
            long statements,
            long flushes,
            long walBytes,
            long rows,
            long bytes) {}

    private Counters counters() throws SQLException {
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement()) {
            double jvm = CpuTime.microsOf(haihe.pid());
            double database = CpuTime.microsOfTree(haihe.databasePid());
            double own = CpuTime.microsOf(ProcessHandle.current().pid());
            // Backends hand in their figures when they are idle for a while; one second is the documented limit.
            statement.execute("SELECT pg_sleep(1.1)");
            try (ResultSet row = statement.executeQuery("""
                    SELECT (SELECT sum(calls) FROM pg_stat_statements),
                           (SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal'),
                           pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,
                           (SELECT sum(n_tup_ins + n_tup_upd) FROM pg_stat_user_tables
                            WHERE schemaname IN ('record', 'gateway', 'platform')),
                           pg_database_size(current_database())""")) {
                row.next();
                return new Counters(
                        jvm,
                        database,
                        own,
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5));
            }
        }
    }

    private double closed() throws Exception {
        double best = 0;
        System.out.printf(
                "%n| round | messages/s | p50 ms | p95 | p99 | CPU us: JVM | PostgreSQL | both | load | SQL | WAL flushes"
                        + " | WAL bytes | stored bytes | rows | memory MB |%n|%s%n",
                "---|".repeat(15));
        double rows = 0;
        double micros = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            Counters before = counters();
            Load.Done done;
            try (Load load = load()) {
                done = load.run(Load.Until.seconds(options.minutes() * 60 / ROUNDS));
            }
            Counters after = counters();
            print(Integer.toString(round), done, before, after);
            double count = done.nanos().length;
            best = Math.max(best, done.perSecond());
            rows = (after.rows() - before.rows()) / count;
            micros = (after.jvm() - before.jvm() + after.database() - before.database()) / count;
        }
        double plain = bare.cost(BARE_PIECES, (int) Math.round(rows), true);
        System.out.printf(
                "%nbare: %.0f rows of 1.1 KB in one transaction take %,.0f us; a message takes %.1f times that%n",
                rows, plain, micros / plain);
        return best;
    }

    private void print(String name, Load.Done done, Counters before, Counters after) {
        double count = done.nanos().length;
        double jvm = (after.jvm() - before.jvm()) / count;
        double database = (after.database() - before.database()) / count;
        System.out.printf(
                "| %s | %,.0f | %.1f | %.1f | %.1f | %,.0f | %,.0f | %,.0f | %,.0f | %.2f | %.3f | %,.0f | %,.0f | %.1f | %,d |%n",
                name,
                done.perSecond(),
                done.millis(0.5),
                done.millis(0.95),
                done.millis(0.99),
                jvm,
                database,
                jvm + database,
                (after.own() - before.own()) / count,
                (after.statements() - before.statements()) / count,
                (after.flushes() - before.flushes()) / count,
                (after.walBytes() - before.walBytes()) / count,
                (after.bytes() - before.bytes()) / count,
                (after.rows() - before.rows()) / count,
                CpuTime.residentMegabytes(haihe.pid()));
    }

    /** Messages come when they come; who has to wait counts from when its message was due. */
    private void open(double rate) throws Exception {
        System.out.printf("%nat %,.0f messages/s, whether or not answers come%n", rate);
        Counters before = counters();
        Load.Done done;
        try (Load load = load()) {
            done = load.run(Load.Until.seconds(options.minutes() * 60), rate);
        }
        Counters after = counters();
        print("rate", done, before, after);
    }

    private void profile() throws Exception {
        Counters before = counters();
        meter.forgetStatements();
        StageProfile profile = new StageProfile(haihe.pid());
        Load.Done done;
        try (Load load = load()) {
            done = load.run(Load.Until.seconds(PROFILE_SECONDS));
        }
        Map<Stage, Double> micros = profile.stop();
        Counters after = counters();
        double count = done.nanos().length;
        double java = micros.values().stream().mapToDouble(Double::doubleValue).sum();
        System.out.printf("%n| stage, by a flight recording | CPU us a message |%n|---|---|%n");
        micros.forEach((stage, used) -> System.out.printf("| %s | %,.0f |%n", stage.title(), used / count));
        System.out.printf(
                "| compiler, garbage collector and the rest of the JVM | %,.0f |%n",
                (after.jvm() - before.jvm() - java) / count);
        printDatabase((after.database() - before.database()) / count);
    }

    /** PostgreSQL's CPU time by what it was for, in the shares of the time its statements took. */
    private void printDatabase(double micros) throws SQLException {
        Map<String, Double> parts = new TreeMap<>();
        double whole = 0;
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        SELECT CASE
                            WHEN query LIKE '%gateway.inbox%' OR query LIKE '%advisory_xact_lock($1, k)%' THEN 'inbox'
                            WHEN query LIKE '%gateway.%' THEN 'gateway, the rest'
                            WHEN query LIKE '%platform.change%' THEN 'change feed'
                            WHEN query LIKE 'COPY record.%' OR query LIKE 'INSERT INTO record."%'
                              OR query LIKE 'UPDATE record.%' OR query LIKE 'WITH kept%' THEN 'rows of resources'
                            WHEN query LIKE '%record.history%' THEN 'history'
                            WHEN query LIKE '%record.claimed_criteria%' THEN 'claims'
                            WHEN query LIKE 'INSERT INTO record.identity%' THEN 'identities'
                            WHEN query LIKE '%FOR NO KEY UPDATE%' OR query LIKE 'SELECT term%' OR query LIKE '%terms FROM%'
                              THEN 'looking up and locking'
                            WHEN query LIKE '%advisory_xact_lock_shared%' OR query LIKE '%NOT EXISTS%' THEN 'references'
                            WHEN query ILIKE 'commit%' THEN 'commit, waiting for the disk'
                            ELSE 'all else' END AS part, sum(total_exec_time)
                        FROM pg_stat_statements WHERE query NOT LIKE '%pg_sleep%' GROUP BY 1""")) {
            while (found.next()) {
                parts.put(found.getString(1), found.getDouble(2));
                whole += found.getDouble(2);
            }
        }
        System.out.printf("%n| PostgreSQL, %,.0f us a message | %% of statements' time |%n|---|---|%n", micros);
        double sum = whole;
        parts.forEach((part, millis) -> System.out.printf("| %s | %.1f |%n", part, 100 * millis / sum));
    }
}
