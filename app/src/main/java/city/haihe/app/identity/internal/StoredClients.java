package city.haihe.app.identity.internal;

import city.haihe.app.platform.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/** OAuth clients in the table {@code identity.client}. */
@Component
class StoredClients implements RegisteredClientRepository {

    /** The client setting that holds its public keys, as a JWK set. */
    static final String JWKS = "haihe.jwks";

    private static final Duration CODE_LIFE = Duration.ofMinutes(1);

    /** An app that is not opened for a month asks again. */
    static final Duration REFRESH_LIFE = Duration.ofDays(30);

    private final Database database;

    StoredClients(Database database) {
        this.database = database;
    }

    /**
     * A client to be stored.
     *
     * @param clientId its id
     * @param name what the consent page calls it
     * @param secret its secret, or null for a public client or one with keys
     * @param jwks its public keys as a JWK set, or null
     * @param grantTypes the grants that it may use
     * @param redirectUris where its codes go
     * @param scopes the widest scopes it may ask for
     * @param accessTokenLife how long its access tokens live
     */
    record NewClient(
            String clientId,
            String name,
            @Nullable String secret,
            @Nullable String jwks,
            List<String> grantTypes,
            List<String> redirectUris,
            List<String> scopes,
            Duration accessTokenLife) {}

    /** Stores a client unless its id is taken, and tells whether it did. */
    static boolean add(Connection connection, NewClient client) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO identity.client (client_id, name, secret_hash, jwks, grant_types, redirect_uris, scopes,
                        access_token_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, client.clientId());
            insert.setString(2, client.name());
            String secret = client.secret();
            insert.setString(3, secret == null ? null : Secrets.hashText(secret));
            insert.setString(4, client.jwks());
            insert.setArray(5, Rows.array(connection, client.grantTypes()));
            insert.setArray(6, Rows.array(connection, client.redirectUris()));
            insert.setArray(7, Rows.array(connection, client.scopes()));
            insert.setLong(8, client.accessTokenLife().toSeconds());
            return insert.executeUpdate() == 1;
        }
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("clients are stored by add");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return database.read(connection -> find(connection, clientId)).orElse(null);
    }

    static Optional<RegisteredClient> find(Connection connection, String clientId) throws SQLException {
        if (clientId.indexOf('\0') >= 0) {
            // PostgreSQL has no such text.
            return Optional.empty();
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT name, secret_hash, jwks, grant_types, redirect_uris, scopes, access_token_seconds
                FROM identity.client WHERE client_id = ?""")) {
            select.setString(1, clientId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(client(clientId, row)) : Optional.empty();
            }
        }
    }

    private static RegisteredClient client(String clientId, ResultSet row) throws SQLException {
        String secretHash = row.getString(2);
        String jwks = row.getString(3);
        RegisteredClient.Builder client =
                RegisteredClient.withId(clientId).clientId(clientId).clientName(row.getString(1));
        ClientSettings.Builder settings =
                ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(true);
        if (secretHash != null) {
            client.clientSecret(secretHash).clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        }
        if (jwks != null) {
            client.clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT);
            settings.tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES384)
                    .setting(JWKS, jwks);
        }
        if (secretHash == null && jwks == null) {
            client.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
        }
        for (String grant : Rows.texts(row, 4)) {
            client.authorizationGrantType(new AuthorizationGrantType(grant));
        }
        client.redirectUris(uris -> uris.addAll(texts(row, 5)));
        client.scopes(scopes -> scopes.addAll(texts(row, 6)));
        return client.clientSettings(settings.build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(Duration.ofSeconds(row.getLong(7)))
                        .authorizationCodeTimeToLive(CODE_LIFE)
                        .refreshTokenTimeToLive(REFRESH_LIFE)
                        .reuseRefreshTokens(false)
                        .idTokenSignatureAlgorithm(SignatureAlgorithm.ES256)
                        .build())
                .build();
    }

    private static Set<String> texts(ResultSet row, int column) {
        try {
            return Rows.texts(row, column);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
