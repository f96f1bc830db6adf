package city.haihe.app.identity.internal;

import city.haihe.app.platform.Database;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The keys that tokens are signed with (ES256), newest first. A new one is made in time and published a while before it
 * signs; an old one stays published until all that it signed is expired.
 */
@Component
class SigningKeys implements JWKSource<SecurityContext> {

    private static final Duration SIGNS_FOR = Duration.ofDays(90);

    /** Longer than any token lives. */
    private static final Duration PUBLISHED_AFTERWARDS = Duration.ofDays(2);

    /** Another process may have made a key: all look again this often. */
    private static final Duration REFRESH = Duration.ofMinutes(1);

    /** A token that names an unknown key makes us look at most this often. */
    private static final Duration REFRESH_FOR_UNKNOWN = Duration.ofSeconds(5);

    /** How long a new key is published before it signs: whoever keeps our key set for an hour has it in time. */
    private static final Duration NOTICE = Duration.ofHours(2);

    /** Any number that only this lock uses. */
    private static final long LOCK = 0x6861_6968_656b_6579L;

    private final Database database;
    private final Clock clock;
    private volatile @Nullable Loaded loaded;

    private record Loaded(JWKSet keys, Instant at) {}

    SigningKeys(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        List<JWK> known = selector.select(current());
        return known.isEmpty() && isOld() ? selector.select(reload(clock.instant())) : known;
    }

    /** Whether a key that we do not know may have been made by another process since we looked. */
    private boolean isOld() {
        Loaded known = loaded;
        return known == null || known.at().plus(REFRESH_FOR_UNKNOWN).isBefore(clock.instant());
    }

    /** The key that signs: the newest that others have had the time to learn of, which the only one need not wait for. */
    JWK signing(List<JWK> keys) {
        Instant learned = clock.instant().minus(NOTICE);
        return keys.stream()
                .filter(key -> key.getIssueTime().toInstant().isBefore(learned))
                .findFirst()
                .orElseGet(keys::getLast);
    }

    /** All published keys, made where there is none. */
    JWKSet current() {
        Loaded known = loaded;
        Instant now = clock.instant();
        if (known != null && known.at().plus(REFRESH).isAfter(now)) {
            return known.keys();
        }
        return reload(now);
    }

    private JWKSet reload(Instant now) {
        JWKSet keys = new JWKSet(load(now));
        loaded = new Loaded(keys, now);
        return keys;
    }

    private List<JWK> load(Instant now) {
        List<JWK> keys = database.read(connection -> select(connection, now));
        if (!keys.isEmpty() && isYoung(keys.getFirst(), now)) {
            return keys;
        }
        return database.transaction(transaction -> {
            try (PreparedStatement lock =
                    transaction.connection().prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
                lock.setLong(1, LOCK);
                lock.execute();
            }
            List<JWK> again = select(transaction.connection(), now);
            if (again.isEmpty() || !isYoung(again.getFirst(), now)) {
                insert(transaction.connection(), now);
                again = select(transaction.connection(), now);
            }
            return again;
        });
    }

    private static boolean isYoung(JWK key, Instant now) {
        return key.getIssueTime().toInstant().plus(SIGNS_FOR).isAfter(now);
    }

    private static List<JWK> select(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT jwk FROM identity.signing_key WHERE created > ? ORDER BY created DESC, id")) {
            select.setTimestamp(1, Timestamp.from(now.minus(SIGNS_FOR).minus(PUBLISHED_AFTERWARDS)));
            try (ResultSet rows = select.executeQuery()) {
                List<JWK> keys = new ArrayList<>();
                while (rows.next()) {
                    keys.add(JWK.parse(rows.getString(1)));
                }
                return keys;
            }
        } catch (ParseException broken) {
            throw new IllegalStateException("a signing key cannot be read", broken);
        }
    }

    private static void insert(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO identity.signing_key (id, jwk, created) VALUES (?, ?, ?)")) {
            ECKey key = new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .issueTime(java.util.Date.from(now))
                    .generate();
            insert.setString(1, key.getKeyID());
            insert.setString(2, key.toJSONString());
            insert.setTimestamp(3, Timestamp.from(now));
            insert.executeUpdate();
        } catch (JOSEException failed) {
            throw new IllegalStateException("no signing key can be made", failed);
        }
    }
}
