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
import java.util.LinkedHashMap;
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
            "name, sending_application, sending_facility, organisation_name, charset, charset_override, zone,"
                    + " allowed_addresses, authority_systems::text, overlay, enabled";

    private final Database database;
    private volatile Snapshot snapshot = Snapshot.NONE;

    private record Snapshot(
            List<Connection> connections, Map<Reading, Map<Names, Connection>> enabled, long expiresNanos) {

        private static final Snapshot NONE = new Snapshot(List.of(), Map.of(), Long.MIN_VALUE);

        static Snapshot of(List<Connection> connections, long expiresNanos) {
            Map<Reading, Map<Names, Connection>> enabled = new LinkedHashMap<>();
            for (Connection connection : connections) {
                if (connection.enabled()) {
                    Hl7Charset override = connection.charsetOverride();
                    Reading reading = new Reading(override == null ? connection.charset() : override, override != null);
                    enabled.computeIfAbsent(reading, key -> new HashMap<>())
                            .put(new Names(connection.sendingApplication(), connection.sendingFacility()), connection);
                }
            }
            return new Snapshot(connections, enabled, expiresNanos);
        }

        /** The header is read in each charset that connections have, since a hospital's name may be in Chinese. */
        Optional<Connection> sender(byte[] message) {
            for (Map.Entry<Reading, Map<Names, Connection>> reading : enabled.entrySet()) {
                Optional<Connection> found = reading.getKey()
                        .header(message)
                        .map(header -> reading.getValue()
                                .get(new Names(header.sendingApplication(), header.sendingFacility())));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
    }

    /** How connections' headers are read. */
    private record Reading(Hl7Charset charset, boolean always) {

        Optional<Message> header(byte[] message) {
            return always ? Message.headerAs(message, charset) : Message.header(message, charset);
        }
    }

    /** MSH-3.1 and MSH-4.1. */
    private record Names(String application, String facility) {}

    ConnectionStore(Database database) {
        this.database = database;
    }

    /**
     * The connection that a message belongs to, by MSH-3, MSH-4 and the address it comes from. While none is configured, any
     * sender on this machine is taken as {@code default}.
     */
    Optional<Connection> of(byte[] message, InetAddress address) {
        Snapshot known = remembered();
        if (known.connections().isEmpty()) {
            return address.isLoopbackAddress() ? Optional.of(defaultConnection(message)) : Optional.empty();
        }
        return known.sender(message)
                .filter(connection -> connection.allowedAddresses().isEmpty()
                        || connection.allowedAddresses().contains(address.getHostAddress()));
    }

    /** The connection of a message that an operator sends through again, from wherever the operator is. */
    Optional<Connection> ofReplayed(byte[] message) {
        Snapshot known = remembered();
        return known.connections().isEmpty() ? Optional.of(defaultConnection(message)) : known.sender(message);
    }

    /** The connection of messages with these names in MSH-3.1 and MSH-4.1, whether it is enabled or not. */
    Optional<Connection> ofSender(String application, String facility) {
        return remembered().connections().stream()
                .filter(connection -> connection.sendingApplication().equals(application)
                        && connection.sendingFacility().equals(facility))
                .findFirst();
    }

    /** One with nothing but defaults, for a sender that nobody configured. */
    static Connection defaultConnection(byte[] message) {
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

    private Snapshot remembered() {
        Snapshot known = snapshot;
        long now = System.nanoTime();
        if (known.expiresNanos() == Long.MIN_VALUE || now - known.expiresNanos() > 0) {
            known = Snapshot.of(all(), now + REMEMBERED.toNanos());
            snapshot = known;
        }
        return known;
    }

    private void forget() {
        snapshot = Snapshot.NONE;
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
        String override = row.getString(6);
        return new Connection(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Hl7Charset.valueOf(row.getString(5)),
                override == null ? null : Hl7Charset.valueOf(override),
                ZoneId.of(row.getString(7)),
                List.of((String[]) row.getArray(8).getArray()),
                strings(row.getString(9)),
                row.getString(10),
                row.getBoolean(11));
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
                              charset, charset_override, zone, allowed_addresses, authority_systems, overlay, enabled)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
                            ON CONFLICT (name) DO UPDATE SET sending_application = excluded.sending_application,
                              sending_facility = excluded.sending_facility, organisation_name = excluded.organisation_name,
                              charset = excluded.charset,
                              charset_override = excluded.charset_override, zone = excluded.zone,
                              allowed_addresses = excluded.allowed_addresses,
                              authority_systems = excluded.authority_systems, overlay = excluded.overlay,
                              enabled = excluded.enabled""")) {
                insert.setString(1, connection.name());
                insert.setString(2, connection.sendingApplication());
                insert.setString(3, connection.sendingFacility());
                insert.setString(4, connection.organisationName());
                insert.setString(5, connection.charset().name());
                Hl7Charset override = connection.charsetOverride();
                insert.setString(6, override == null ? null : override.name());
                insert.setString(7, connection.zone().getId());
                insert.setArray(
                        8,
                        transaction
                                .connection()
                                .createArrayOf(
                                        "text", connection.allowedAddresses().toArray()));
                FhirObject systems = new FhirObject();
                connection.authoritySystems().forEach(systems::put);
                insert.setString(9, FhirJson.write(systems));
                insert.setString(10, connection.overlay());
                insert.setBoolean(11, connection.enabled());
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
