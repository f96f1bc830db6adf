package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Database;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.hl7v2.Hl7Charset;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Destinations in the database, and which process serves each. */
@Component
class DestinationStore {

    /** A process that does not come back within this time has lost its destinations to another. */
    static final Duration LEASE = Duration.ofSeconds(8);

    private static final String COLUMNS = "name, host, port, events, search, except_from, sending_application,"
            + " sending_facility, receiving_application, receiving_facility, charset, zone, authority_systems::text,"
            + " parallel, answer_within_seconds, paused";

    private final Database database;

    DestinationStore(Database database) {
        this.database = database;
    }

    List<Destination> all() {
        return database.read(jdbc -> {
            try (PreparedStatement query =
                            jdbc.prepareStatement("SELECT " + COLUMNS + " FROM gateway.destination ORDER BY name");
                    ResultSet rows = query.executeQuery()) {
                List<Destination> destinations = new ArrayList<>();
                while (rows.next()) {
                    destinations.add(read(rows));
                }
                return destinations;
            }
        });
    }

    Optional<Destination> named(String name) {
        return all().stream()
                .filter(destination -> destination.name().equals(name))
                .findFirst();
    }

    /**
     * Adds a destination, which is told what changes from now on, or changes the one of its name.
     *
     * @param position the feed's newest position
     */
    void save(Destination destination, long position) {
        database.transaction(transaction -> {
            try (PreparedStatement insert = transaction.connection().prepareStatement("""
                            INSERT INTO gateway.destination (name, host, port, events, search, except_from,
                              sending_application, sending_facility, receiving_application, receiving_facility, charset,
                              zone, authority_systems, parallel, answer_within_seconds, position)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                            ON CONFLICT (name) DO UPDATE SET host = excluded.host, port = excluded.port,
                              events = excluded.events, search = excluded.search, except_from = excluded.except_from,
                              sending_application = excluded.sending_application,
                              sending_facility = excluded.sending_facility,
                              receiving_application = excluded.receiving_application,
                              receiving_facility = excluded.receiving_facility, charset = excluded.charset,
                              zone = excluded.zone, authority_systems = excluded.authority_systems,
                              parallel = excluded.parallel, answer_within_seconds = excluded.answer_within_seconds""")) {
                java.sql.Connection connection = transaction.connection();
                insert.setString(1, destination.name());
                insert.setString(2, destination.host());
                insert.setInt(3, destination.port());
                insert.setArray(
                        4, connection.createArrayOf("text", destination.events().toArray()));
                insert.setString(5, destination.search());
                insert.setArray(
                        6,
                        connection.createArrayOf(
                                "text", destination.exceptFrom().toArray()));
                insert.setString(7, destination.sender().application());
                insert.setString(8, destination.sender().facility());
                insert.setString(9, destination.receiver().application());
                insert.setString(10, destination.receiver().facility());
                insert.setString(11, destination.charset().name());
                insert.setString(12, destination.zone().getId());
                FhirObject systems = new FhirObject();
                destination.authoritySystems().forEach(systems::put);
                insert.setString(13, FhirJson.write(systems));
                insert.setInt(14, destination.parallel());
                insert.setInt(15, (int) destination.answerWithin().toSeconds());
                insert.setLong(16, position);
                return insert.executeUpdate();
            }
        });
    }

    /** Stops or resumes the sending; answers whether there is such a destination. */
    boolean pause(String name, boolean paused) {
        return update("UPDATE gateway.destination SET paused = " + paused + " WHERE name = ?", name);
    }

    /** Removes a destination with its queue; answers whether there was one. */
    boolean remove(String name) {
        return update("DELETE FROM gateway.destination WHERE name = ?", name);
    }

    private boolean update(String sql, String name) {
        return database.transaction(transaction -> {
            try (PreparedStatement statement = transaction.connection().prepareStatement(sql)) {
                statement.setString(1, name);
                return statement.executeUpdate() > 0;
            }
        });
    }

    /** Takes or keeps a destination for an owner; empty where another has it or there is no such destination. */
    Optional<Destination> lease(String name, String owner) {
        return database.transaction(transaction -> {
            try (PreparedStatement statement = transaction
                    .connection()
                    .prepareStatement("UPDATE gateway.destination SET owner = ?, lease_until = now() + interval '"
                            + LEASE.toMillis() + " milliseconds' WHERE name = ?"
                            + " AND (owner = ? OR owner IS NULL OR lease_until < now()) RETURNING " + COLUMNS)) {
                statement.setString(1, owner);
                statement.setString(2, name);
                statement.setString(3, owner);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(read(row)) : Optional.<Destination>empty();
                }
            }
        });
    }

    /** Gives a destination up, so that another process need not wait. */
    void release(String name, String owner) {
        database.transaction(transaction -> {
            try (PreparedStatement statement = transaction
                    .connection()
                    .prepareStatement("UPDATE gateway.destination SET owner = NULL WHERE name = ? AND owner = ?")) {
                statement.setString(1, name);
                statement.setString(2, owner);
                return statement.executeUpdate();
            }
        });
    }

    private static Destination read(ResultSet row) throws SQLException {
        return new Destination(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                List.of((String[]) row.getArray(4).getArray()),
                row.getString(5),
                List.of((String[]) row.getArray(6).getArray()),
                new Destination.Party(row.getString(7), row.getString(8)),
                new Destination.Party(row.getString(9), row.getString(10)),
                Hl7Charset.valueOf(row.getString(11)),
                ZoneId.of(row.getString(12)),
                strings(row.getString(13)),
                row.getInt(14),
                Duration.ofSeconds(row.getInt(15)),
                row.getBoolean(16));
    }

    private static Map<String, String> strings(String json) {
        Map<String, String> map = new HashMap<>();
        FhirJsonParser.parseTrusted(json.getBytes(StandardCharsets.UTF_8)).forEach((name, value) -> {
            if (value instanceof FhirString text) {
                map.put(name, text.value());
            }
        });
        return map;
    }
}
