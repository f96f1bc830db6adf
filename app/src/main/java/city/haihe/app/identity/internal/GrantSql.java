package city.haihe.app.identity.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** The statements of {@link StoredGrants}. */
final class GrantSql {

    static final String UPSERT = """
            INSERT INTO identity.oauth_grant (id, version, client_id, person, authenticated, scopes, redirect_uri,
                requested_scopes, client_state, challenge, nonce, state_hash, code_hash, code_issued, code_expires,
                code_spent, access_hash, access_issued, access_expires, access_scopes, access_revoked, refresh_hash,
                refresh_issued, refresh_expires, refresh_revoked, kept_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, scopes = EXCLUDED.scopes,
                state_hash = EXCLUDED.state_hash, code_hash = EXCLUDED.code_hash, code_issued = EXCLUDED.code_issued,
                code_expires = EXCLUDED.code_expires, code_spent = EXCLUDED.code_spent,
                access_hash = EXCLUDED.access_hash, access_issued = EXCLUDED.access_issued,
                access_expires = EXCLUDED.access_expires, access_scopes = EXCLUDED.access_scopes,
                access_revoked = EXCLUDED.access_revoked, refresh_hash = EXCLUDED.refresh_hash,
                refresh_issued = EXCLUDED.refresh_issued, refresh_expires = EXCLUDED.refresh_expires,
                refresh_revoked = EXCLUDED.refresh_revoked, kept_until = EXCLUDED.kept_until""";

    static final String SELECT = "SELECT * FROM identity.oauth_grant WHERE ";

    private GrantSql() {}

    /** The authorization request that the grant began with. */
    static OAuth2AuthorizationRequest request(ResultSet row, String clientId) throws SQLException {
        Map<String, Object> parameters = new HashMap<>();
        String challenge = row.getString("challenge");
        if (challenge != null) {
            parameters.put("code_challenge", challenge);
            parameters.put("code_challenge_method", "S256");
        }
        String nonce = row.getString("nonce");
        if (nonce != null) {
            parameters.put("nonce", nonce);
        }
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri("/oauth2/authorize")
                .clientId(clientId)
                .redirectUri(row.getString("redirect_uri"))
                .scopes(Rows.texts(row, row.findColumn("requested_scopes")))
                .state(row.getString("client_state"))
                .additionalParameters(parameters)
                .build();
    }
}
