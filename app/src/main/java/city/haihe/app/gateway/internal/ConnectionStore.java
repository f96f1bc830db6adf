package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.gateway.Connections;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Connections in the database, remembered for a second, so that a change elsewhere is soon seen here. */
@Component
class ConnectionStore implements Connections {

    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final String DEFAULT = "default";
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String COLUMNS =
            "name, sending_application, sending_facility, organisation_name, charset, zone, allowed_addresses,"
                    + " authority_systems::text, enabled";

    private final Database database;
    private volatile Snapshot snapshot = new Snapshot(List.of(), Long.MIN_VALUE);

    private record Snapshot(List<Connection> connections, long expiresNanos) {}

    ConnectionStore(Database database) {
        this.database = database;
    }

    /**
     * The connection that a message belongs to, by MSH-3, MSH-4 and the address it comes from. While none is configured, any
     * sender on this machine is taken as {@code default}.
     */
    Optional<Connection> of(byte[] message, InetAddress address) {
        List<Connection> known = remembered();
        if (known.isEmpty()) {
            return address.isLoopbackAddress() ? Optional.of(defaultConnection(message)) : Optional.empty();
        }
        return known.stream()
                .filter(connection -> isSender(connection, message))
                .filter(connection -> connection.allowedAddresses().isEmpty()
                        || connection.allowedAddresses().contains(address.getHostAddress()))
                .findFirst();
    }

    /** The connection of a message that an operator sends through again, from wherever the operator is. */
    Optional<Connection> ofReplayed(byte[] message) {
        List<Connection> known = remembered();
        return known.isEmpty()
                ? Optional.of(defaultConnection(message))
                : known.stream()
                        .filter(connection -> isSender(connection, message))
                        .findFirst();
    }

    /** The header is read in each connection's own charset, since a hospital's name may be in Chinese. */
    private static boolean isSender(Connection connection, byte[] message) {
        return connection.enabled()
                && Message.header(message, connection.charset())
                        .filter(header -> header.sendingApplication().equals(connection.sendingApplication())
                                && header.sendingFacility().equals(connection.sendingFacility()))
                        .isPresent();
    }

    private static Connection defaultConnection(byte[] message) {
        Optional<Message> header = Message.header(message, Hl7Charset.UTF_8);
        return new Connection(
                DEFAULT,
                header.map(Message::sendingApplication).orElse(""),
                header.map(Message::sendingFacility).orElse(""),
                null,
                Hl7Charset.UTF_8,
                ZoneOffset.ofHours(8),
                List.of(),
                Map.of(),
                true);
    }

    private List<Connection> remembered() {
        Snapshot known = snapshot;
        long now = System.nanoTime();
        if (known.expiresNanos() == Long.MIN_VALUE || now - known.expiresNanos() > 0) {
            known = new Snapshot(all(), now + REMEMBERED.toNanos());
            snapshot = known;
        }
        return known.connections();
    }

    private void forget() {
        snapshot = new Snapshot(List.of(), Long.MIN_VALUE);
    }

    @Override
    public List<Connection> all() {
        return database.read(jdbc -> {
            try (PreparedStatement query =
                            jdbc.prepareStatement("SELECT " + COLUMNS + " FROM gateway.connection ORDER BY name");
                    ResultSet rows = query.executeQuery()) {
                List<Connection> connections = new ArrayList<>();
                while (rows.next()) {
                    connections.add(read(rows));
                }
                return connections;
            }
        });
    }

    @Override
    public Optional<Connection> named(String name) {
        return all().stream()
                .filter(connection -> connection.name().equals(name))
                .findFirst();
    }

    private static Connection read(ResultSet row) throws SQLException {
        return new Connection(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Hl7Charset.valueOf(row.getString(5)),
                ZoneId.of(row.getString(6)),
                List.of((String[]) row.getArray(7).getArray()),
                strings(row.getString(8)),
                row.getBoolean(9));
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

    @Override
    public void save(Connection connection) {
        database.transaction(transaction -> {
            try (PreparedStatement insert = transaction.connection().prepareStatement("""
                            INSERT INTO gateway.connection (name, sending_application, sending_facility, organisation_name,
                              charset, zone, allowed_addresses, authority_systems, enabled)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
                            ON CONFLICT (name) DO UPDATE SET sending_application = excluded.sending_application,
                              sending_facility = excluded.sending_facility, organisation_name = excluded.organisation_name,
                              charset = excluded.charset, zone = excluded.zone,
                              allowed_addresses = excluded.allowed_addresses,
                              authority_systems = excluded.authority_systems, enabled = excluded.enabled""")) {
                insert.setString(1, connection.name());
                insert.setString(2, connection.sendingApplication());
                insert.setString(3, connection.sendingFacility());
                insert.setString(4, connection.organisationName());
                insert.setString(5, connection.charset().name());
                insert.setString(6, connection.zone().getId());
                insert.setArray(
                        7,
                        transaction
                                .connection()
                                .createArrayOf(
                                        "text", connection.allowedAddresses().toArray()));
                FhirObject systems = new FhirObject();
                connection.authoritySystems().forEach(systems::put);
                insert.setString(8, FhirJson.write(systems));
                insert.setBoolean(9, connection.enabled());
                return insert.executeUpdate();
            } catch (SQLException failed) {
                if (UNIQUE_VIOLATION.equals(failed.getSQLState())) {
                    throw new HaiheException(
                            ErrorCode.INVALID_REQUEST,
                            "sendingApplication and sendingFacility belong to another connection (expected: a pair of its own)");
                }
                throw failed;
            }
        });
        forget();
    }

    @Override
    public boolean remove(String name) {
        int removed = database.transaction(transaction -> {
            try (PreparedStatement delete =
                    transaction.connection().prepareStatement("DELETE FROM gateway.connection WHERE name = ?")) {
                delete.setString(1, name);
                return delete.executeUpdate();
            }
        });
        forget();
        return removed > 0;
    }
}
