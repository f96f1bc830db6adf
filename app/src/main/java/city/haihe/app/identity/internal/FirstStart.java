package city.haihe.app.identity.internal;

import city.haihe.app.identity.NewPerson;
import city.haihe.app.identity.PersonRole;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.StartupStep;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What every installation has from its first start: one administrator, a system client, a client for local apps. */
@Component
class FirstStart implements StartupStep {

    static final String SYSTEM_CLIENT = "haihe-system";
    static final String LOCAL_CLIENT = "haihe-local-app";

    private static final Duration SYSTEM_TOKEN_LIFE = Duration.ofSeconds(3600);
    private static final Duration TOKEN_LIFE = Duration.ofSeconds(300);

    private final Database database;
    private final StoredPeople people;
    private final CredentialsFile credentials;
    private final SigningKeys keys;

    FirstStart(Database database, StoredPeople people, CredentialsFile credentials, SigningKeys keys) {
        this.database = database;
        this.people = people;
        this.credentials = credentials;
        this.keys = keys;
    }

    @Override
    public int order() {
        return 100;
    }

    @Override
    public String name() {
        return "accounts and keys";
    }

    @Override
    public void run() {
        keys.current();
        database.<Boolean>transaction(transaction -> {
            // Two processes may start on one new database; the second finds what the first made.
            try (PreparedStatement lock = transaction
                    .connection()
                    .prepareStatement("LOCK TABLE identity.client IN SHARE ROW EXCLUSIVE MODE")) {
                lock.execute();
            }
            // Written before the commit: a secret that nobody was told would be of no use to anyone.
            List<FhirObject> made = new ArrayList<>();
            for (StoredClients.NewClient client : List.of(systemClient(), localClient())) {
                if (StoredClients.add(transaction.connection(), client)) {
                    made.add(entry(client));
                }
            }
            if (!made.isEmpty()) {
                credentials.add("clients", "client_id", made);
            }
            if (people.isEmpty()) {
                people.register(new NewPerson("admin", "管理员", PersonRole.ADMINISTRATOR, null, List.of(), null));
            }
            return true;
        });
        credentials.renew();
    }

    private static StoredClients.NewClient systemClient() {
        return new StoredClients.NewClient(
                SYSTEM_CLIENT,
                "Haihe system",
                Secrets.next(),
                null,
                List.of("client_credentials"),
                List.of(),
                List.of("system/*.cruds", "haihe/admin"),
                SYSTEM_TOKEN_LIFE);
    }

    private static StoredClients.NewClient localClient() {
        return new StoredClients.NewClient(
                LOCAL_CLIENT,
                "本机应用 · Local app",
                null,
                null,
                List.of("authorization_code", "refresh_token"),
                List.of("http://127.0.0.1/callback"),
                List.of("patient/*.rs", "openid", "fhirUser", "offline_access"),
                TOKEN_LIFE);
    }

    private static FhirObject entry(StoredClients.NewClient client) {
        String secret = client.secret();
        return new FhirObject()
                .put("client_id", client.clientId())
                .put("client_secret", secret == null ? FhirNull.NULL : new FhirString(secret))
                .put("grant_types", CredentialsFile.texts(client.grantTypes()))
                .put("redirect_uris", CredentialsFile.texts(client.redirectUris()))
                .put("scope", String.join(" ", client.scopes()));
    }
}
