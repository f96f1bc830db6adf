package city.haihe.app.identity.internal;

import city.haihe.app.platform.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.stereotype.Component;

/** What people allowed clients, in the table {@code identity.consent}. */
@Component
class StoredConsents implements OAuth2AuthorizationConsentService {

    private final Database database;

    StoredConsents(Database database) {
        this.database = database;
    }

    @Override
    public void save(OAuth2AuthorizationConsent consent) {
        database.<Integer>transaction(transaction -> {
            var connection = transaction.connection();
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO identity.consent (client_id, person, scopes) VALUES (?, ?, ?)
                    ON CONFLICT (client_id, person) DO UPDATE SET scopes = EXCLUDED.scopes, given = now()""")) {
                insert.setString(1, consent.getRegisteredClientId());
                insert.setObject(2, UUID.fromString(consent.getPrincipalName()));
                insert.setArray(3, Rows.array(connection, consent.getScopes()));
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public void remove(OAuth2AuthorizationConsent consent) {
        forget(consent.getRegisteredClientId(), UUID.fromString(consent.getPrincipalName()));
    }

    /** Forgets what the person allowed the client, if anything. */
    void forget(String clientId, UUID person) {
        if (clientId.indexOf('\0') >= 0) {
            return;
        }
        database.<Integer>transaction(transaction -> {
            try (PreparedStatement delete = transaction
                    .connection()
                    .prepareStatement("DELETE FROM identity.consent WHERE client_id = ? AND person = ?")) {
                delete.setString(1, clientId);
                delete.setObject(2, person);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public @Nullable OAuth2AuthorizationConsent findById(String clientId, String person) {
        Set<String> scopes = database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT scopes FROM identity.consent WHERE client_id = ? AND person = ?")) {
                select.setString(1, clientId);
                select.setObject(2, UUID.fromString(person));
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Rows.texts(row, 1) : Set.<String>of();
                }
            }
        });
        if (scopes.isEmpty()) {
            return null;
        }
        OAuth2AuthorizationConsent.Builder consent = OAuth2AuthorizationConsent.withId(clientId, person);
        scopes.forEach(consent::scope);
        return consent.build();
    }
}
