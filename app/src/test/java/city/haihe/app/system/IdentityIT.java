package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.web.util.HtmlUtils;

/** OAuth and sign-in as a program outside sees them, over real HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class IdentityIT {

    private static final String CLIENT = "haihe-local-app";

    /** Another port than the registered address has: a local app takes any (RFC 8252 7.3). */
    private static final String REDIRECT = "http://127.0.0.1:53211/callback";

    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";

    private static final String VERIFIER = "v".repeat(43);

    private RunningCity city;
    private Path data;
    private String cookie = "";

    @BeforeAll
    void start() throws Exception {
        Path directory = Files.createTempDirectory("haihe-identity-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        data = directory.resolve("data");
        city = RunningCity.start(data, "--no-demo");
    }

    @AfterAll
    void stop() throws Exception {
        city.close();
    }

    @Test
    void keepsTheCredentialsForTheirOwnerAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("credentials.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void givesTheSystemClientANarrowerTokenAndNoWiderOne() throws Exception {
        HttpResponse<String> narrow = clientToken("system/Patient.rs");
        assertThat(narrow.statusCode()).isEqualTo(200);
        FhirObject answer = json(narrow);
        assertThat(answer.string("scope")).isEqualTo("system/Patient.rs");
        assertThat(String.valueOf(answer.get("expires_in"))).contains("3600");
        assertThat(clientToken("patient/*.rs").statusCode()).isEqualTo(400);
        assertThat(clientToken("haihe/other").statusCode()).isEqualTo(400);
    }

    @Test
    void givesTheSystemClientATokenForPartOfAType() throws Exception {
        String laboratory = "system/Observation.rs?category=" + CATEGORY + "|laboratory";
        FhirObject answer = json(clientToken(laboratory));
        assertThat(answer.string("scope")).isEqualTo(laboratory);
        String token = String.valueOf(answer.string("access_token"));
        String whole = String.valueOf(json(clientToken("system/*.cruds")).string("access_token"));
        for (String category : List.of("laboratory", "vital-signs")) {
            HttpRequest creation = HttpRequest.newBuilder(city.uri("/fhir/Observation"))
                    .header("Authorization", "Bearer " + whole)
                    .header("Content-Type", "application/fhir+json")
                    .POST(HttpRequest.BodyPublishers.ofString("""
                            {"resourceType": "Observation", "status": "final", "code": {"text": "x"},
                             "category": [{"coding": [{"system": "%s", "code": "%s"}]}]}""".formatted(CATEGORY, category)))
                    .build();
            assertThat(text(creation).statusCode()).isEqualTo(201);
        }
        HttpRequest search = HttpRequest.newBuilder(city.uri("/fhir/Observation"))
                .header("Authorization", "Bearer " + token)
                .build();
        assertThat(text(search).body())
                .contains("\"total\":1")
                .contains("laboratory")
                .doesNotContain("vital-signs");
        for (String unsupported : List.of("patient.name=x", "nonsense=1", "_sort=date", "date=yesterday")) {
            HttpResponse<String> refused = clientToken("system/Observation.rs?" + unsupported);
            assertThat(refused.statusCode()).as(unsupported).isEqualTo(400);
            assertThat(json(refused).string("error")).isEqualTo("invalid_scope");
        }
    }

    @Test
    void asksThePersonInWordsForPartOfAType() throws Exception {
        signIn();
        String client = register("""
                {"client_name": "Results", "grant_types": ["authorization_code"], "redirect_uris": ["%s"],
                 "token_endpoint_auth_method": "none", "scope": "user/Observation.rs?category=%s|laboratory,%s|imaging"}""".formatted(REDIRECT, CATEGORY, CATEGORY));
        String laboratory = "user/Observation.rs?category=" + CATEGORY + "|laboratory";
        assertThat(location(authorize(client, "S256", REDIRECT, "user/Observation.rs")))
                .contains("error=invalid_scope");
        assertThat(location(authorize(client, "S256", REDIRECT, "user/Observation.rs?category=" + CATEGORY + "|exam")))
                .contains("error=invalid_scope");
        assertThat(location(authorize(client, "S256", REDIRECT, laboratory + "&nonsense=1")))
                .contains("error=invalid_scope");
        String consent = location(authorize(client, "S256", REDIRECT, laboratory + "&value-string=a%2Bb"));
        HttpResponse<String> page = get(consent, cookie);
        assertThat(page.body()).contains("检查检验结果，只限类别为检验，并且value-string为a+b");
        assertThat(get("/en" + consent, cookie).body()).contains("Observation, only where category is laboratory");
        Map<String, String> allowed = new LinkedHashMap<>();
        Matcher fields = Pattern.compile("name=\"([a-z_]+)\" value=\"([^\"]*)\"")
                .matcher(page.body().substring(page.body().lastIndexOf("<form")));
        while (fields.find()) {
            allowed.put(fields.group(1), HtmlUtils.htmlUnescape(fields.group(2)));
        }
        String code = code(location(send("/oauth2/authorize", form(allowed), cookie)));
        FhirObject tokens = json(exchange(client, code, VERIFIER));
        assertThat(tokens.string("scope")).isEqualTo(laboratory + "&value-string=a%2Bb");
        assertThat(fhirStatus(String.valueOf(tokens.string("access_token")), "/fhir/Observation"))
                .isEqualTo(200);
        assertThat(register("{\"client_name\": \"x\", \"grant_types\": [\"client_credentials\"], \"scope\":"
                        + " \"system/Observation.rs?nonsense=1\"}"))
                .isEqualTo("null");
    }

    /** Registers a client and answers its id, {@code null} where it was refused. */
    private String register(String client) throws Exception {
        HttpRequest registration = HttpRequest.newBuilder(city.uri("/admin/clients"))
                .header(
                        "Authorization",
                        "Bearer " + json(clientToken("haihe/admin")).string("access_token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(client))
                .build();
        return String.valueOf(json(text(registration)).string("client_id"));
    }

    @Test
    void refusesFhirWithoutATokenButTellsTheWay() throws Exception {
        HttpResponse<byte[]> refused =
                city.send(HttpRequest.newBuilder(city.uri("/fhir/Patient")).build());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
        assertThat(get("/fhir/.well-known/smart-configuration", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersAnUnknownNameAsAWrongPassword() throws Exception {
        HttpResponse<String> unknown = post("/sign-in", Map.of("username", "nobody", "password", "x"), "");
        HttpResponse<String> wrong = post("/sign-in", Map.of("username", "admin", "password", "x"), "");
        assertThat(unknown.statusCode()).isEqualTo(401).isEqualTo(wrong.statusCode());
        assertThat(unknown.body().replace("nobody", "admin")).isEqualTo(wrong.body());
    }

    @Test
    void refusesASignOutOfAnotherSite() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(city.uri("/sign-out"))
                .header("Origin", "http://elsewhere.example")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(city.send(request).statusCode()).isEqualTo(403);
    }

    @Test
    void authorizesAPublicClientAndRotatesItsRefreshTokens() throws Exception {
        signIn();
        assertThat(location(authorize("plain", REDIRECT, "openid"))).contains("error=invalid_request");
        assertThat(location(authorize("S256", REDIRECT, "nonsense"))).contains("error=invalid_scope");
        assertThat(location(authorize("S256", REDIRECT, "patient/*.rs"))).contains("error=invalid_scope");
        assertThat(authorize("S256", "http://elsewhere.example/callback", "openid")
                        .statusCode())
                .isEqualTo(400);

        String consent = location(authorize("S256", REDIRECT, "openid fhirUser offline_access"));
        assertThat(consent).startsWith("/consent?");
        HttpResponse<String> page = get(consent, cookie);
        Map<String, String> allowed = new LinkedHashMap<>();
        Matcher fields = Pattern.compile("name=\"([a-z_]+)\" value=\"([^\"]*)\"")
                .matcher(page.body().substring(page.body().lastIndexOf("<form")));
        StringBuilder scopes = new StringBuilder();
        while (fields.find()) {
            if (fields.group(1).equals("scope")) {
                scopes.append("&scope=").append(encode(fields.group(2)));
            } else {
                allowed.put(fields.group(1), fields.group(2));
            }
        }
        String code = code(location(send("/oauth2/authorize", form(allowed) + scopes, cookie)));
        assertThat(exchange(code, "w".repeat(43)).statusCode()).isEqualTo(400);

        // The consent is remembered: the next code comes at once.
        String second = code(location(authorize("S256", REDIRECT, "openid fhirUser offline_access")));
        FhirObject tokens = json(exchange(second, VERIFIER));
        assertThat(tokens.string("id_token")).isNotNull();
        String first = String.valueOf(tokens.string("refresh_token"));
        HttpResponse<String> rotated = refresh(first);
        assertThat(rotated.statusCode()).isEqualTo(200);
        String next = String.valueOf(json(rotated).string("refresh_token"));
        assertThat(refresh(first).statusCode()).isEqualTo(400);
        assertThat(refresh(next).statusCode())
                .as("a token used twice ends the grant")
                .isEqualTo(400);
    }

    @Test
    void takesBackATokenOfAClient() throws Exception {
        String token = String.valueOf(json(clientToken("system/Patient.rs")).string("access_token"));
        assertThat(fhirStatus(token)).isEqualTo(200);
        assertThat(system("/oauth2/introspect", Map.of("token", token)).body()).contains("\"active\":true");
        assertThat(system("/oauth2/revoke", Map.of("token", token)).statusCode())
                .isEqualTo(200);
        assertThat(system("/oauth2/introspect", Map.of("token", token)).body()).isEqualTo("{\"active\":false}");
        assertThat(fhirStatus(token)).isEqualTo(401);
    }

    @Test
    void givesATokenForAnAssertionOnce() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_384).keyID("k").generate();
        String client = register("""
                {"client_name": "Laboratory", "grant_types": ["client_credentials"],
                 "token_endpoint_auth_method": "private_key_jwt", "scope": "system/Observation.rs",
                 "jwks": {"keys": [%s]}}""".formatted(key.toPublicJWK().toJSONString()));
        SignedJWT assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384).keyID("k").build(),
                new JWTClaimsSet.Builder()
                        .issuer(client)
                        .subject(client)
                        .audience("http://localhost:" + city.port() + "/oauth2/token")
                        .jwtID("once")
                        .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                        .build());
        assertion.sign(new ECDSASigner(key));
        Map<String, String> fields = Map.of(
                "grant_type", "client_credentials",
                "scope", "system/Observation.rs",
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion", assertion.serialize());
        HttpResponse<String> answer = post("/oauth2/token", fields, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(post("/oauth2/token", fields, "").statusCode()).isEqualTo(401);
    }

    @Test
    void answersNamesThatNoDatabaseKeepsAsUnknownOnes() throws Exception {
        assertThat(post("/sign-in", Map.of("username", "a\0b", "password", "x"), "")
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(
                                "/oauth2/token",
                                Map.of("grant_type", "refresh_token", "client_id", "a\0b", "refresh_token", "x"),
                                "")
                        .statusCode())
                .isBetween(400, 401);
    }

    @Test
    void setsNoCookieOfTheServletContainer() throws Exception {
        signIn();
        assertThat(authorize("S256", REDIRECT, "openid").headers().allValues("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void keepsATokenAcrossARestart() throws Exception {
        String token = String.valueOf(json(clientToken("system/Patient.rs")).string("access_token"));
        city.stop();
        city.restart();
        assertThat(fhirStatus(token)).isEqualTo(200);
    }

    private int fhirStatus(String token) throws Exception {
        return fhirStatus(token, "/fhir/Patient");
    }

    private int fhirStatus(String token, String path) throws Exception {
        return text(HttpRequest.newBuilder(city.uri(path))
                        .header("Authorization", "Bearer " + token)
                        .build())
                .statusCode();
    }

    private HttpResponse<String> system(String path, Map<String, String> fields) throws Exception {
        FhirObject client = city.credentials().objects("clients").findFirst().orElseThrow();
        String basic = Base64.getEncoder()
                .encodeToString((client.string("client_id") + ":" + client.string("client_secret")).getBytes(UTF_8));
        return text(HttpRequest.newBuilder(city.uri(path))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(fields)))
                .build());
    }

    @Test
    void keepsASessionAcrossARestart() throws Exception {
        signIn();
        city.stop();
        city.restart();
        assertThat(location(authorize("S256", REDIRECT, "openid"))).doesNotContain("/sign-in");
    }

    private void signIn() throws Exception {
        FhirObject admin = city.credentials().objects("people").findFirst().orElseThrow();
        HttpResponse<String> answer = post(
                "/sign-in",
                Map.of(
                        "username", String.valueOf(admin.string("username")),
                        "password", String.valueOf(admin.string("password"))),
                "");
        assertThat(answer.statusCode()).isEqualTo(303);
        String header = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(header).contains("HttpOnly").contains("SameSite=Lax");
        cookie = header.substring(0, header.indexOf(';'));
    }

    private HttpResponse<String> authorize(String method, String redirect, String scope) throws Exception {
        return authorize(CLIENT, method, redirect, scope);
    }

    private HttpResponse<String> authorize(String client, String method, String redirect, String scope)
            throws Exception {
        String challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(UTF_8)));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client);
        query.put("redirect_uri", redirect);
        query.put("scope", scope);
        query.put("state", "s");
        query.put("code_challenge", challenge);
        query.put("code_challenge_method", method);
        return get("/oauth2/authorize?" + form(query), cookie);
    }

    private HttpResponse<String> exchange(String code, String verifier) throws Exception {
        return exchange(CLIENT, code, verifier);
    }

    private HttpResponse<String> exchange(String client, String code, String verifier) throws Exception {
        return post(
                "/oauth2/token",
                Map.of(
                        "grant_type", "authorization_code",
                        "client_id", client,
                        "code", code,
                        "redirect_uri", REDIRECT,
                        "code_verifier", verifier),
                "");
    }

    private HttpResponse<String> refresh(String token) throws Exception {
        return post(
                "/oauth2/token",
                Map.of("grant_type", "refresh_token", "client_id", CLIENT, "refresh_token", token),
                "");
    }

    private HttpResponse<String> clientToken(String scope) throws Exception {
        FhirObject client = city.credentials().objects("clients").findFirst().orElseThrow();
        String basic = Base64.getEncoder()
                .encodeToString((client.string("client_id") + ":" + client.string("client_secret")).getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(city.uri("/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        form(Map.of("grant_type", "client_credentials", "scope", scope))))
                .build();
        return text(request);
    }

    private HttpResponse<String> get(String path, String cookies) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(city.uri(path));
        return text((cookies.isEmpty() ? request : request.header("Cookie", cookies)).build());
    }

    private HttpResponse<String> post(String path, Map<String, String> fields, String cookies) throws Exception {
        return send(path, form(fields), cookies);
    }

    private HttpResponse<String> send(String path, String body, String cookies) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(city.uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return text((cookies.isEmpty() ? request : request.header("Cookie", cookies)).build());
    }

    private static HttpResponse<String> text(HttpRequest request) throws Exception {
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    private static String code(String location) {
        Matcher matcher =
                Pattern.compile("[?&]code=([^&]+)").matcher(URI.create(location).toString());
        assertThat(matcher.find()).as(location).isTrue();
        return matcher.group(1);
    }

    private static FhirObject json(HttpResponse<String> answer) {
        return FhirJsonParser.parseTrusted(answer.body().getBytes(UTF_8));
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, UTF_8);
    }
}
