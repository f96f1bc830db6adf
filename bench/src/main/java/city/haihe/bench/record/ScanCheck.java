package city.haihe.bench.record;

import city.haihe.bench.HaiheProcess;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks every search parameter that the record says it has, of every type that has many rows, for a value that nothing has, and
 * lists what made PostgreSQL read a whole table or took long.
 */
final class ScanCheck {

    private static final int MANY_ROWS = 10_000;
    private static final long LONG_MILLIS = 50;

    /** PostgreSQL's sessions report what they have done after being idle for ten seconds at the latest. */
    private static final long IDLE_REPORT_MILLIS = 11_000;

    private final HaiheProcess haihe;
    private final FhirClient client;

    ScanCheck(HaiheProcess haihe, FhirClient client) {
        this.haihe = haihe;
        this.client = client;
    }

    /** Runs it and prints what it found. */
    void run() throws Exception {
        FhirObject capabilities = FhirJsonParser.parse(client.get("metadata"));
        FhirObject rest = objects(capabilities.array("rest")).getFirst();
        List<String> slow = new ArrayList<>();
        int asked = 0;
        Map<String, Long> before = sequentialScans();
        for (FhirObject resource : objects(rest.array("resource"))) {
            String type = String.valueOf(resource.string("type"));
            if (rows(type) < MANY_ROWS) {
                continue;
            }
            for (FhirObject parameter : objects(resource.array("searchParam"))) {
                String query =
                        query(type, String.valueOf(parameter.string("name")), String.valueOf(parameter.string("type")));
                if (query.isEmpty()) {
                    continue;
                }
                long begun = System.nanoTime();
                client.get(query);
                long millis = (System.nanoTime() - begun) / 1_000_000;
                asked++;
                if (millis > LONG_MILLIS) {
                    slow.add("%s: %,d ms".formatted(query, millis));
                }
            }
        }
        Map<String, Long> scanned = sequentialScans();
        scanned.replaceAll((table, scans) -> scans - before.getOrDefault(table, 0L));
        scanned.values().removeIf(scans -> scans == 0);
        System.out.printf(
                "%n%d searches by one parameter for what nothing has: %d took over %d ms; whole tables read: %s%n",
                asked, slow.size(), LONG_MILLIS, scanned.isEmpty() ? "none" : scanned);
        slow.forEach(found -> System.out.println("  " + found));
    }

    /** A search for a value of the parameter's type; empty for what is no parameter of the rows themselves. */
    private static String query(String type, String name, String parameterType) {
        String value = switch (parameterType) {
            case "string" -> "nobodyhasthis";
            case "token" -> "http://nobody.example.org%7Cnone";
            case "reference" -> "Patient/nobody";
            case "date" -> "lt1492-10-12";
            case "number" -> "987654321";
            case "quantity" -> "987654321%7Chttp://unitsofmeasure.org%7Cmg";
            case "uri" -> "http://nobody.example.org/none";
            default -> "";
        };
        return value.isEmpty() || name.startsWith("_") ? "" : type + '?' + name + '=' + value;
    }

    private static List<FhirObject> objects(@Nullable Iterable<FhirValue> values) {
        List<FhirObject> objects = new ArrayList<>();
        if (values != null) {
            values.forEach(value -> objects.add((FhirObject) value));
        }
        return objects;
    }

    private long rows(String type) throws SQLException {
        return number(
                "SELECT coalesce(max(n_live_tup), 0) FROM pg_stat_user_tables WHERE relname = lower('" + type + "')");
    }

    /** How often each table of many rows was read whole since the beginning, once every session has reported. */
    private Map<String, Long> sequentialScans() throws Exception {
        Thread.sleep(IDLE_REPORT_MILLIS);
        Map<String, Long> scans = new TreeMap<>();
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT relname, seq_scan FROM pg_stat_user_tables"
                        + " WHERE schemaname='record' AND n_live_tup > " + MANY_ROWS)) {
            while (rows.next()) {
                scans.put(rows.getString(1), rows.getLong(2));
            }
        }
        return scans;
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
