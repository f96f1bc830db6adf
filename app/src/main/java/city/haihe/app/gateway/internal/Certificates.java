package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which certificate belongs to which connection. A certificate is known by its SHA-256 fingerprint, so that a hospital may sign its
 * own and a revocation counts at once: what is known is remembered for a second.
 */
@Component
class Certificates {

    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final String UNIQUE_VIOLATION = "23505";

    private final Database database;
    private final Clock clock;
    private volatile @Nullable Snapshot snapshot;

    /**
     * A certificate of a connection.
     *
     * @param fingerprint SHA-256 of its DER form in hexadecimal digits
     * @param notAfter when it ends by itself
     * @param revokedAt when it was revoked, or null
     */
    record Bound(
            String fingerprint,
            String connection,
            String subject,
            Instant notAfter,
            Instant addedAt,
            @Nullable Instant revokedAt) {}

    private record Snapshot(Map<String, Bound> byFingerprint, Set<String> connections, long madeNanos) {}

    Certificates(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            throw new IllegalStateException(
                    "every Java has SHA-256, and a parsed certificate has its bytes", impossible);
        }
    }

    /** The connection that a certificate stands for now; empty where it is unknown, revoked or past its time. */
    Optional<String> connectionOf(String fingerprint) {
        return Optional.ofNullable(remembered().byFingerprint().get(fingerprint))
                .filter(bound -> bound.revokedAt() == null && bound.notAfter().isAfter(clock.instant()))
                .map(Bound::connection);
    }

    /** Whether any connection has certificates. */
    boolean areUsed() {
        return !remembered().connections().isEmpty();
    }

    /** Whether the connection ever had a certificate: then nobody is taken for it without one. */
    boolean isBound(String connection) {
        return remembered().connections().contains(connection);
    }

    private Snapshot remembered() {
        Snapshot known = snapshot;
        long now = System.nanoTime();
        if (known == null || now - known.madeNanos() > REMEMBERED.toNanos()) {
            List<Bound> all = select("TRUE", "");
            known = new Snapshot(
                    all.stream().collect(Collectors.toUnmodifiableMap(Bound::fingerprint, bound -> bound)),
                    all.stream().map(Bound::connection).collect(Collectors.toUnmodifiableSet()),
                    now);
            snapshot = known;
        }
        return known;
    }

    /** A connection's certificates, the newest first. */
    List<Bound> of(String connection) {
        return select("connection = ?", connection);
    }

    private List<Bound> select(String condition, String parameter) {
        return database.read(jdbc -> {
            try (PreparedStatement query = jdbc.prepareStatement(
                    "SELECT fingerprint, connection, subject, not_after, added_at, revoked_at FROM gateway.certificate"
                            + " WHERE " + condition + " ORDER BY added_at DESC, fingerprint")) {
                if (!parameter.isEmpty()) {
                    query.setString(1, parameter);
                }
                List<Bound> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        OffsetDateTime revoked = rows.getObject(6, OffsetDateTime.class);
                        found.add(new Bound(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getObject(4, OffsetDateTime.class).toInstant(),
                                rows.getObject(5, OffsetDateTime.class).toInstant(),
                                revoked == null ? null : revoked.toInstant()));
                    }
                }
                return found;
            }
        });
    }

    /** Binds a certificate to a connection; one that was ever bound stays what it is. */
    Bound bind(String connection, X509Certificate certificate) {
        Bound bound = new Bound(
                fingerprint(certificate),
                connection,
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotAfter().toInstant(),
                clock.instant(),
                null);
        database.transaction(transaction -> {
            try (PreparedStatement insert = transaction
                    .connection()
                    .prepareStatement(
                            "INSERT INTO gateway.certificate (fingerprint, connection, subject, not_after, added_at)"
                                    + " VALUES (?, ?, ?, ?, ?)")) {
                insert.setString(1, bound.fingerprint());
                insert.setString(2, connection);
                insert.setString(3, bound.subject());
                insert.setObject(4, bound.notAfter().atOffset(ZoneOffset.UTC));
                insert.setObject(5, bound.addedAt().atOffset(ZoneOffset.UTC));
                return insert.executeUpdate();
            } catch (SQLException failed) {
                if (UNIQUE_VIOLATION.equals(failed.getSQLState())) {
                    throw new HaiheException(
                            ErrorCode.INVALID_REQUEST,
                            "certificate: bound before (expected: a new one)",
                            "certificate");
                }
                throw failed;
            }
        });
        snapshot = null;
        return bound;
    }

    /** Revokes a certificate; answers whether the connection has it. */
    boolean revoke(String connection, String fingerprint) {
        int revoked = database.transaction(transaction -> {
            try (PreparedStatement update = transaction
                    .connection()
                    .prepareStatement("UPDATE gateway.certificate SET revoked_at = coalesce(revoked_at, ?)"
                            + " WHERE connection = ? AND fingerprint = ?")) {
                update.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
                update.setString(2, connection);
                update.setString(3, fingerprint);
                return update.executeUpdate();
            }
        });
        snapshot = null;
        return revoked > 0;
    }
}
