package city.haihe.app.identity.internal;

import city.haihe.app.platform.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationServerMetadata;
import org.springframework.security.oauth2.server.authorization.oidc.OidcProviderConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The discovery documents: SMART's own (SMART App Launch 2.2, "Conformance"), and what the others say beyond Spring's. */
@RestController
class Discovery {

    /** The last but one stands for all restrictions by search parameters of a resource itself, which the record keeps. */
    private static final List<String> SCOPES = List.of(
            "openid",
            "fhirUser",
            "offline_access",
            "launch/patient",
            "patient/*.rs",
            "system/*.cruds",
            "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory",
            "haihe/admin");

    static final List<String> CLIENT_METHODS = List.of("none", "client_secret_basic", "private_key_jwt");
    private static final List<String> ASSERTION_ALGORITHMS = List.of("ES384", "RS384", "ES256", "PS384");

    private final String publicUrl;

    Discovery(Settings settings) {
        this.publicUrl = settings.publicUrl();
    }

    @GetMapping(path = "/fhir/.well-known/smart-configuration", produces = "application/json")
    Map<String, Object> smart() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", publicUrl);
        document.put("jwks_uri", publicUrl + "/oauth2/jwks");
        document.put("authorization_endpoint", publicUrl + "/oauth2/authorize");
        document.put("token_endpoint", publicUrl + "/oauth2/token");
        document.put("token_endpoint_auth_methods_supported", CLIENT_METHODS);
        document.put("token_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
        document.put("introspection_endpoint", publicUrl + "/oauth2/introspect");
        document.put("revocation_endpoint", publicUrl + "/oauth2/revoke");
        document.put("grant_types_supported", AuthorizationServer.GRANTS);
        document.put("scopes_supported", SCOPES);
        document.put("response_types_supported", List.of("code"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put(
                "capabilities",
                List.of(
                        "launch-standalone",
                        "client-public",
                        "client-confidential-symmetric",
                        "client-confidential-asymmetric",
                        "sso-openid-connect",
                        "context-standalone-patient",
                        "permission-offline",
                        "permission-patient",
                        "permission-v2"));
        return document;
    }

    static void describe(OAuth2AuthorizationServerMetadata.Builder document) {
        document.scopes(scopes -> scopes.addAll(SCOPES));
        document.grantTypes(grants -> replace(grants, AuthorizationServer.GRANTS));
        document.tokenEndpointAuthenticationMethods(methods -> replace(methods, CLIENT_METHODS));
        document.tokenRevocationEndpointAuthenticationMethods(methods -> replace(methods, CLIENT_METHODS));
        document.tokenIntrospectionEndpointAuthenticationMethods(
                methods -> replace(methods, CLIENT_METHODS.subList(1, 3)));
        document.claims(Discovery::removeUnsupported);
    }

    static void describe(OidcProviderConfiguration.Builder document) {
        document.scopes(scopes -> replace(scopes, SCOPES));
        document.grantTypes(grants -> replace(grants, AuthorizationServer.GRANTS));
        document.tokenEndpointAuthenticationMethods(methods -> replace(methods, CLIENT_METHODS));
        document.tokenRevocationEndpointAuthenticationMethods(methods -> replace(methods, CLIENT_METHODS));
        document.tokenIntrospectionEndpointAuthenticationMethods(
                methods -> replace(methods, CLIENT_METHODS.subList(1, 3)));
        document.claims(Discovery::removeUnsupported);
        document.idTokenSigningAlgorithms(algorithms -> replace(algorithms, List.of("ES256")));
    }

    /** Spring names these whether they are set up or not. */
    private static void removeUnsupported(Map<String, Object> claims) {
        claims.keySet()
                .removeAll(List.of(
                        "end_session_endpoint",
                        "tls_client_certificate_bound_access_tokens",
                        "dpop_signing_alg_values_supported"));
        claims.put("token_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
    }

    private static void replace(List<String> old, List<String> by) {
        old.clear();
        old.addAll(by);
    }
}
