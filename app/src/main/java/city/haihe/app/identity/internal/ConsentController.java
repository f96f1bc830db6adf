package city.haihe.app.identity.internal;

import city.haihe.app.identity.SignedIn;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Asks a person whether a client may do what it wants; the answer goes to the authorization endpoint. */
@Controller
class ConsentController {

    private final StoredSessions sessions;
    private final StoredClients clients;
    private final Pages pages;

    ConsentController(StoredSessions sessions, StoredClients clients, Pages pages) {
        this.sessions = sessions;
        this.clients = clients;
        this.pages = pages;
    }

    @GetMapping({"/consent", "/en/consent"})
    void ask(
            @RequestParam("client_id") String clientId,
            @RequestParam("scope") String scope,
            @RequestParam("state") String state,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Optional<SignedIn> person = sessions.current(request);
        RegisteredClient client = clients.findByClientId(clientId);
        if (person.isEmpty() || client == null) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "consent (expected: a signed-in person and a known client)");
        }
        pages.consent(
                request, response, person.get(), client, List.of(scope.strip().split(" ")), state);
    }
}
