package city.haihe.app.identity.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.Transaction;
import java.security.Principal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Grants in the table {@code identity.oauth_grant}, columns instead of serialised objects. A token is kept as its hash; a
 * grant that is read has the hash in its place, marked, so that writing it back changes nothing.
 */
@Component
class StoredGrants implements OAuth2AuthorizationService {

    private static final String HASHED = "hashed:";
    private static final String VERSION = "haihe.version";
    private static final String STATE = "state";

    /** A person who reads the consent page takes no longer. */
    private static final Duration CONSENT_LIFE = Duration.ofMinutes(30);

    private final Database database;
    private final StoredClients clients;
    private final Revocations revocations;
    private final JwtDecoder decoder;
    private final Clock clock;

    StoredGrants(Database database, StoredClients clients, Revocations revocations, JwtDecoder decoder, Clock clock) {
        this.database = database;
        this.clients = clients;
        this.revocations = revocations;
        this.decoder = decoder;
        this.clock = clock;
    }

    @Override
    public void save(OAuth2Authorization grant) {
        database.<Boolean>transaction(transaction -> {
            revoke(transaction, grant.getAccessToken());
            if (isClientCredentials(grant.getAuthorizationGrantType())) {
                return true;
            }
            Connection connection = transaction.connection();
            Integer version = grant.getAttribute(VERSION);
            byte[] spent = version == null ? null : lock(connection, grant, version);
            upsert(connection, grant, version == null ? 0 : version + 1);
            byte[] refresh = hash(grant.getRefreshToken());
            if (spent != null && refresh != null && !java.util.Arrays.equals(spent, refresh)) {
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO identity.spent_refresh_token (hash, grant_id) VALUES (?, ?)"
                                + " ON CONFLICT DO NOTHING")) {
                    insert.setBytes(1, spent);
                    insert.setString(2, grant.getId());
                    insert.executeUpdate();
                }
            }
            return true;
        });
    }

    private void revoke(Transaction transaction, OAuth2Authorization.@Nullable Token<OAuth2AccessToken> token)
            throws SQLException {
        Instant expires = token == null ? null : token.getToken().getExpiresAt();
        if (token != null && token.isInvalidated() && expires != null) {
            revocations.add(transaction, hash(token.getToken().getTokenValue()), expires);
        }
    }

    /** Two who use the same code or refresh token at once: one of them has a grant that is no longer the newest. */
    private static byte @Nullable [] lock(Connection connection, OAuth2Authorization grant, int version)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT refresh_hash FROM identity.oauth_grant WHERE id = ? AND version = ? FOR UPDATE")) {
            select.setString(1, grant.getId());
            select.setInt(2, version);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
                }
                return row.getBytes(1);
            }
        }
    }

    private void upsert(Connection connection, OAuth2Authorization grant, int version) throws SQLException {
        OAuth2AuthorizationRequest request = grant.getAttribute(OAuth2AuthorizationRequest.class.getName());
        Map<String, Object> parameters = request == null ? Map.of() : request.getAdditionalParameters();
        var code = grant.getToken(OAuth2AuthorizationCode.class);
        var access = grant.getAccessToken();
        var refresh = grant.getRefreshToken();
        try (PreparedStatement upsert = connection.prepareStatement(GrantSql.UPSERT)) {
            int column = 0;
            upsert.setString(++column, grant.getId());
            upsert.setInt(++column, version);
            upsert.setString(++column, grant.getRegisteredClientId());
            upsert.setObject(++column, UUID.fromString(grant.getPrincipalName()));
            upsert.setTimestamp(++column, Rows.timestamp(authenticated(grant)));
            upsert.setArray(++column, Rows.array(connection, grant.getAuthorizedScopes()));
            upsert.setString(++column, request == null ? null : request.getRedirectUri());
            upsert.setArray(++column, Rows.array(connection, request == null ? Set.of() : request.getScopes()));
            upsert.setString(++column, request == null ? null : request.getState());
            upsert.setString(++column, text(parameters.get("code_challenge")));
            upsert.setString(++column, text(parameters.get("nonce")));
            String state = grant.getAttribute(STATE);
            upsert.setBytes(++column, state == null ? null : hash(state));
            upsert.setBytes(++column, hash(code));
            upsert.setTimestamp(
                    ++column,
                    Rows.timestamp(code == null ? null : code.getToken().getIssuedAt()));
            upsert.setTimestamp(
                    ++column,
                    Rows.timestamp(code == null ? null : code.getToken().getExpiresAt()));
            upsert.setBoolean(++column, code != null && code.isInvalidated());
            upsert.setBytes(++column, hash(access));
            upsert.setTimestamp(
                    ++column,
                    Rows.timestamp(access == null ? null : access.getToken().getIssuedAt()));
            upsert.setTimestamp(
                    ++column,
                    Rows.timestamp(access == null ? null : access.getToken().getExpiresAt()));
            upsert.setArray(
                    ++column,
                    Rows.array(
                            connection,
                            access == null ? Set.of() : access.getToken().getScopes()));
            upsert.setBoolean(++column, access != null && access.isInvalidated());
            upsert.setBytes(++column, hash(refresh));
            upsert.setTimestamp(
                    ++column,
                    Rows.timestamp(refresh == null ? null : refresh.getToken().getIssuedAt()));
            upsert.setTimestamp(
                    ++column,
                    Rows.timestamp(refresh == null ? null : refresh.getToken().getExpiresAt()));
            upsert.setBoolean(++column, refresh != null && refresh.isInvalidated());
            Instant kept = refresh != null ? refresh.getToken().getExpiresAt() : null;
            upsert.setTimestamp(
                    ++column,
                    Rows.timestamp(kept != null ? kept : clock.instant().plus(CONSENT_LIFE)));
            upsert.executeUpdate();
        }
    }

    private Instant authenticated(OAuth2Authorization grant) {
        Authentication person = grant.getAttribute(Principal.class.getName());
        return person != null && person.getDetails() instanceof Instant instant ? instant : clock.instant();
    }

    @Override
    public void remove(OAuth2Authorization grant) {
        remove(grant.getId());
    }

    private void remove(String id) {
        database.<Integer>transaction(transaction -> {
            try (PreparedStatement delete =
                    transaction.connection().prepareStatement("DELETE FROM identity.oauth_grant WHERE id = ?")) {
                delete.setString(1, id);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return select("id = ?", id, null);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        byte[] hash = Secrets.hash(token);
        if (type == null) {
            OAuth2Authorization found = select("refresh_hash = ?", hash, token);
            return found == null ? byAccessToken(token) : found;
        }
        return switch (type.getValue()) {
            case STATE -> select("state_hash = ?", hash, token);
            case "code" -> select("code_hash = ?", hash, token);
            case "access_token" -> byAccessToken(token);
            case "refresh_token" -> {
                endIfSpent(hash);
                yield select("refresh_hash = ?", hash, token);
            }
            default -> null;
        };
    }

    private void endIfSpent(byte[] hash) {
        Optional<String> grant = database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT grant_id FROM identity.spent_refresh_token WHERE hash = ?")) {
                select.setBytes(1, hash);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
        grant.ifPresent(this::remove);
    }

    private @Nullable OAuth2Authorization select(String condition, Object value, @Nullable String token) {
        Optional<OAuth2Authorization> found = database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(GrantSql.SELECT + condition)) {
                select.setObject(1, value);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.ofNullable(grant(row, token)) : Optional.empty();
                }
            }
        });
        return found.orElse(null);
    }

    private @Nullable OAuth2Authorization grant(ResultSet row, @Nullable String token) throws SQLException {
        // On the same connection: who held one and waited for another could wait for each other.
        RegisteredClient client = StoredClients.find(row.getStatement().getConnection(), row.getString("client_id"))
                .orElse(null);
        if (client == null) {
            return null;
        }
        String person = row.getString("person");
        Instant authenticated = row.getTimestamp("authenticated").toInstant();
        OAuth2Authorization.Builder grant = OAuth2Authorization.withRegisteredClient(client)
                .id(row.getString("id"))
                .principalName(person)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(Rows.texts(row, row.findColumn("scopes")))
                .attribute(VERSION, row.getInt("version"))
                .attribute(Principal.class.getName(), PersonAuthentication.of(person, authenticated))
                .attribute(OAuth2AuthorizationRequest.class.getName(), GrantSql.request(row, client.getClientId()));
        byte[] hash = token == null ? new byte[0] : Secrets.hash(token);
        byte[] state = row.getBytes("state_hash");
        if (state != null) {
            grant.attribute(STATE, value(state, hash, token));
        }
        tokens(row, grant, hash, token, person);
        return grant.build();
    }

    private static void tokens(
            ResultSet row, OAuth2Authorization.Builder grant, byte[] hash, @Nullable String token, String person)
            throws SQLException {
        String invalidated = OAuth2Authorization.Token.INVALIDATED_METADATA_NAME;
        byte[] code = row.getBytes("code_hash");
        if (code != null) {
            grant.token(
                    new OAuth2AuthorizationCode(
                            value(code, hash, token),
                            row.getTimestamp("code_issued").toInstant(),
                            row.getTimestamp("code_expires").toInstant()),
                    metadata -> put(metadata, invalidated, row, "code_spent"));
        }
        byte[] access = row.getBytes("access_hash");
        if (access != null) {
            Instant issued = Rows.instant(row, row.findColumn("access_issued"));
            Instant expires = Rows.instant(row, row.findColumn("access_expires"));
            Set<String> scopes = Rows.texts(row, row.findColumn("access_scopes"));
            grant.token(
                    new OAuth2AccessToken(
                            OAuth2AccessToken.TokenType.BEARER, value(access, hash, token), issued, expires, scopes),
                    metadata -> {
                        put(metadata, invalidated, row, "access_revoked");
                        metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims(person, scopes));
                    });
            if (scopes.contains("openid")) {
                grant.token(
                        new OidcIdToken(HASHED + "id", issued, expires, Map.of("sub", person)),
                        metadata ->
                                metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, Map.of("sub", person)));
            }
        }
        byte[] refresh = row.getBytes("refresh_hash");
        if (refresh != null) {
            grant.token(
                    new OAuth2RefreshToken(
                            value(refresh, hash, token),
                            Rows.instant(row, row.findColumn("refresh_issued")),
                            Rows.instant(row, row.findColumn("refresh_expires"))),
                    metadata -> put(metadata, invalidated, row, "refresh_revoked"));
        }
    }

    private static void put(Map<String, Object> metadata, String name, ResultSet row, String column) {
        try {
            metadata.put(name, row.getBoolean(column));
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /**
     * The grant of an access token, which tells it by itself: a grant has had many. A client's own token has none and leaves
     * no row: its signature is its proof.
     */
    private @Nullable OAuth2Authorization byAccessToken(String token) {
        try {
            Jwt jwt = decoder.decode(token);
            String id = jwt.getClaimAsString(Tokens.GRANT);
            String subject = jwt.getSubject();
            if (subject == null || !revocations.stands(Secrets.hash(token), id)) {
                return null;
            }
            Set<String> scopes = Tokens.scopes(jwt);
            OAuth2Authorization grant = id == null ? ofClient(subject, scopes) : select("id = ?", id, null);
            return grant == null
                    ? null
                    : OAuth2Authorization.from(grant)
                            .token(
                                    new OAuth2AccessToken(
                                            OAuth2AccessToken.TokenType.BEARER,
                                            token,
                                            jwt.getIssuedAt(),
                                            jwt.getExpiresAt(),
                                            scopes),
                                    metadata -> metadata.put(
                                            OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims(subject, scopes)))
                            .build();
        } catch (JwtException noTokenOfOurs) {
            return null;
        }
    }

    private @Nullable OAuth2Authorization ofClient(String clientId, Set<String> scopes) {
        RegisteredClient client = clients.findByClientId(clientId);
        return client == null
                ? null
                : OAuth2Authorization.withRegisteredClient(client)
                        .principalName(clientId)
                        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .authorizedScopes(scopes)
                        .build();
    }

    /** What introspection tells of a token; Spring wants the scopes as a list that it may change. */
    private static Map<String, Object> claims(String subject, Set<String> scopes) {
        return Map.of("sub", subject, Tokens.SCOPE, new java.util.ArrayList<>(scopes));
    }

    private static boolean isClientCredentials(AuthorizationGrantType type) {
        return AuthorizationGrantType.CLIENT_CREDENTIALS.equals(type);
    }

    private static String value(byte[] stored, byte[] presented, @Nullable String token) {
        return token != null && java.util.Arrays.equals(stored, presented)
                ? token
                : HASHED + HexFormat.of().formatHex(stored);
    }

    private static byte @Nullable [] hash(OAuth2Authorization.@Nullable Token<?> token) {
        return token == null ? null : hash(token.getToken().getTokenValue());
    }

    private static byte[] hash(String value) {
        return value.startsWith(HASHED)
                ? HexFormat.of().parseHex(value.substring(HASHED.length()))
                : Secrets.hash(value);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
