package city.haihe.app.identity.internal;

import city.haihe.app.identity.NewPerson;
import city.haihe.app.identity.PersonRole;
import city.haihe.app.platform.StartupStep;
import city.haihe.fhir.FhirObject;
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

    private final StoredPeople people;
    private final StoredClients clients;
    private final CredentialsFile credentials;
    private final SigningKeys keys;

    FirstStart(StoredPeople people, StoredClients clients, CredentialsFile credentials, SigningKeys keys) {
        this.people = people;
        this.clients = clients;
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
        List<FhirObject> made = new ArrayList<>();
        add(
                made,
                new StoredClients.NewClient(
                        SYSTEM_CLIENT,
                        "Haihe system",
                        Secrets.next(),
                        null,
                        List.of("client_credentials"),
                        List.of(),
                        List.of("system/*.cruds", "haihe/admin"),
                        SYSTEM_TOKEN_LIFE));
        add(
                made,
                new StoredClients.NewClient(
                        LOCAL_CLIENT,
                        "本机应用 · Local app",
                        null,
                        null,
                        List.of("authorization_code", "refresh_token"),
                        List.of("http://127.0.0.1/callback"),
                        List.of("patient/*.rs", "openid", "fhirUser", "offline_access"),
                        TOKEN_LIFE));
        if (!made.isEmpty()) {
            credentials.add("clients", "client_id", made);
        }
        if (people.isEmpty()) {
            people.register(new NewPerson("admin", "管理员", PersonRole.ADMINISTRATOR, null, List.of(), null));
        }
    }

    private void add(List<FhirObject> made, StoredClients.NewClient client) {
        if (clients.add(client)) {
            made.add(new FhirObject()
                    .put("client_id", client.clientId())
                    .putIfPresent("client_secret", client.secret())
                    .put("grant_types", CredentialsFile.texts(client.grantTypes()))
                    .put("redirect_uris", CredentialsFile.texts(client.redirectUris()))
                    .put("scope", String.join(" ", client.scopes())));
        }
    }
}
