package city.haihe.app.identity.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.ScopeRestrictions;
import city.haihe.app.platform.SmartScope;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /admin/clients}: an operator registers an OAuth client, in the words of RFC 7591 2: {@code client_name},
 * {@code grant_types}, {@code redirect_uris}, {@code scope}, {@code token_endpoint_auth_method} ({@code none},
 * {@code client_secret_basic} or {@code private_key_jwt}, with {@code jwks}). The secret is told once, in the answer.
 */
@RestController
class ClientController {

    /** A client with many keys and addresses is far smaller. */
    private static final int LONGEST_BODY_BYTES = 64 * 1024;

    private static final int LONGEST_NAME = 100;
    private static final Duration TOKEN_LIFE = Duration.ofSeconds(300);
    private static final Pattern LOOPBACK = Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?(/.*)?");
    private static final Set<String> PLAIN_SCOPES =
            Set.of("openid", "fhirUser", "profile", "offline_access", "launch/patient", "haihe/admin");

    private final Database database;
    private final CallerResolver callers;
    private final ScopeRestrictions restrictions;

    ClientController(Database database, CallerResolver callers, ScopeRestrictions restrictions) {
        this.database = database;
        this.callers = callers;
        this.restrictions = restrictions;
    }

    @PostMapping("/admin/clients")
    ResponseEntity<byte[]> register(HttpServletRequest request) throws IOException {
        Caller caller = callers.require(request);
        if (!caller.has("haihe/admin")) {
            throw new HaiheException(ErrorCode.INSUFFICIENT_SCOPE, "scope: (expected: haihe/admin)");
        }
        FhirObject body = body(request);
        StoredClients.NewClient client = client(body);
        database.<Boolean>transaction(transaction -> StoredClients.add(transaction.connection(), client));
        FhirObject answer = new FhirObject()
                .put("client_id", client.clientId())
                .putIfPresent("client_secret", client.secret())
                .put("client_name", client.name())
                .put("grant_types", CredentialsFile.texts(client.grantTypes()))
                .put("redirect_uris", CredentialsFile.texts(client.redirectUris()))
                .put("scope", String.join(" ", client.scopes()));
        return ResponseEntity.status(201)
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(FhirJson.toBytes(answer));
    }

    private static FhirObject body(HttpServletRequest request) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(LONGEST_BODY_BYTES + 1);
        if (bytes.length > LONGEST_BODY_BYTES) {
            throw new HaiheException(
                    ErrorCode.BODY_TOO_LARGE, "body (expected: " + LONGEST_BODY_BYTES + " bytes at most)");
        }
        try {
            return FhirJsonParser.parseTrusted(bytes);
        } catch (RuntimeException notJson) {
            throw new HaiheException(ErrorCode.INVALID_JSON, "body (expected: a JSON object)", null, notJson);
        }
    }

    private StoredClients.NewClient client(FhirObject body) {
        String name = body.string("client_name");
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
            throw invalid("client_name", "1 to " + LONGEST_NAME + " characters");
        }
        List<String> grants = texts(body, "grant_types");
        if (grants.isEmpty() || !AuthorizationServer.GRANTS.containsAll(grants)) {
            throw invalid("grant_types", String.join(", ", AuthorizationServer.GRANTS));
        }
        List<String> redirects = texts(body, "redirect_uris");
        if (!redirects.stream().allMatch(ClientController::isRedirect)
                || redirects.isEmpty() == grants.contains("authorization_code")) {
            throw invalid("redirect_uris", "https or loopback addresses, for authorization_code and only then");
        }
        String method = body.string("token_endpoint_auth_method");
        if (method == null) {
            method = "client_secret_basic";
        }
        if (!Discovery.CLIENT_METHODS.contains(method)
                || (method.equals("none") && grants.contains("client_credentials"))) {
            throw invalid(
                    "token_endpoint_auth_method", "none (for people only), client_secret_basic or private_key_jwt");
        }
        return new StoredClients.NewClient(
                UUID.randomUUID().toString(),
                name,
                method.equals("client_secret_basic") ? Secrets.next() : null,
                method.equals("private_key_jwt") ? keys(body) : null,
                grants,
                redirects,
                scopes(body),
                TOKEN_LIFE);
    }

    private static String keys(FhirObject body) {
        if (body.get("jwks") instanceof FhirObject jwks) {
            try {
                JWKSet set = JWKSet.parse(new String(FhirJson.toBytes(jwks), java.nio.charset.StandardCharsets.UTF_8));
                if (!set.isEmpty() && set.getKeys().stream().noneMatch(JWK::isPrivate)) {
                    return set.toString(true);
                }
            } catch (ParseException | IllegalArgumentException notKeys) {
                throw invalid("jwks", "public keys as a JWK set");
            }
        }
        throw invalid("jwks", "public keys as a JWK set");
    }

    private List<String> scopes(FhirObject body) {
        String scope = body.string("scope");
        List<String> scopes = scope == null ? List.of() : List.of(scope.strip().split(" +"));
        if (scopes.isEmpty()
                || !scopes.stream()
                        .allMatch(one -> PLAIN_SCOPES.contains(one)
                                || SmartScope.parse(one).isPresent())) {
            throw invalid(
                    "scope",
                    "SMART scopes, "
                            + String.join(", ", PLAIN_SCOPES.stream().sorted().toList()));
        }
        for (String one : scopes) {
            SmartScope.parse(one).map(restrictions::problem).ifPresent(problem -> {
                throw invalid("scope", "a restriction that is supported, but " + problem);
            });
        }
        return scopes;
    }

    private static boolean isRedirect(String address) {
        try {
            URI uri = URI.create(address);
            boolean secure = "https".equals(uri.getScheme()) && uri.getHost() != null;
            return uri.getFragment() == null
                    && (secure || LOOPBACK.matcher(address).matches());
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private static List<String> texts(FhirObject body, String name) {
        List<String> texts = new ArrayList<>();
        if (body.get(name) instanceof FhirArray array) {
            array.forEach(item -> {
                if (item instanceof FhirString text) {
                    texts.add(text.value());
                } else {
                    throw invalid(name, "texts");
                }
            });
        }
        return texts;
    }

    private static HaiheException invalid(String field, @Nullable String expected) {
        return new HaiheException(ErrorCode.INVALID_VALUE, field + " (expected: " + expected + ")", field);
    }
}
