package city.haihe.app.identity.internal;

import city.haihe.app.platform.ScopeRestrictions;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.SmartScope;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** Which scopes who may ask for: what the client is registered for or anything narrower. */
@Component
class ScopeRules {

    private final StoredPeople people;
    private final ScopeRestrictions restrictions;
    private final String base;

    ScopeRules(StoredPeople people, ScopeRestrictions restrictions, Settings settings) {
        this.people = people;
        this.restrictions = restrictions;
        this.base = settings.publicUrl() + "/fhir";
    }

    /** Checks an authorization request: redirect address, PKCE by S256 (RFC 9700 2.1.1), scopes. */
    void checkPerson(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR.accept(context);
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        Map<String, Object> parameters = request.getAdditionalParameters();
        if (!(parameters.get("code_challenge") instanceof String challenge)
                || challenge.isEmpty()
                || !"S256".equals(parameters.get("code_challenge_method"))) {
            throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, "code_challenge (expected: PKCE by S256)", request);
        }
        Object audience = parameters.get("aud");
        if (audience != null && !isOurs(audience.toString())) {
            throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, "aud (expected: the address of this FHIR server)", request);
        }
        String scope = firstForeign(context.getRegisteredClient(), request.getScopes());
        if (scope != null || request.getScopes().isEmpty()) {
            throw refusal(OAuth2ErrorCodes.INVALID_SCOPE, "scope (expected: what the client may ask for)", request);
        }
        String problem = restrictionProblem(request.getScopes());
        if (problem != null) {
            throw refusal(OAuth2ErrorCodes.INVALID_SCOPE, problem, request);
        }
        if (needsPatient(request.getScopes()) && hasNoPatient((Authentication) request.getPrincipal())) {
            throw refusal(
                    OAuth2ErrorCodes.INVALID_SCOPE, "patient scopes (expected: a person with a Patient)", request);
        }
    }

    /** SMART App Launch 2.2: an app names the server that it means, so that its token is good for no other. */
    private boolean isOurs(String audience) {
        String asked = audience.endsWith("/") ? audience.substring(0, audience.length() - 1) : audience;
        return asked.equals(base) || asked.replace("//127.0.0.1", "//localhost").equals(base);
    }

    /** Checks a client's request for a token of its own. */
    void checkSystem(OAuth2ClientCredentialsAuthenticationContext context) {
        OAuth2ClientCredentialsAuthenticationToken request = context.getAuthentication();
        boolean personal = request.getScopes().stream()
                .anyMatch(scope -> SmartScope.parse(scope)
                        .map(smart -> smart.level() != SmartScope.Level.SYSTEM)
                        .orElse(false));
        if (personal || firstForeign(context.getRegisteredClient(), request.getScopes()) != null) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_SCOPE, "scope (expected: what the client has)", null));
        }
        String problem = restrictionProblem(request.getScopes());
        if (problem != null) {
            throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_SCOPE, problem, null));
        }
    }

    /** Why the first restriction that the record cannot keep is not granted, or null; in the characters of RFC 6749 5.2. */
    private @Nullable String restrictionProblem(Set<String> scopes) {
        for (String scope : scopes) {
            String problem = SmartScope.parse(scope).map(restrictions::problem).orElse(null);
            if (problem != null) {
                return "scope: its restriction is not supported: "
                        + problem.replace('"', '\'').replaceAll("[^\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]", "?");
            }
        }
        return null;
    }

    private static OAuth2AuthorizationCodeRequestAuthenticationException refusal(
            String code, String description, OAuth2AuthorizationCodeRequestAuthenticationToken request) {
        return new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(code, description, null), request);
    }

    /** The first scope that the client may not ask for, or null. */
    private static @Nullable String firstForeign(RegisteredClient client, Set<String> scopes) {
        return scopes.stream()
                .filter(scope -> !mayAsk(client, scope))
                .findFirst()
                .orElse(null);
    }

    private static boolean mayAsk(RegisteredClient client, String scope) {
        if (client.getScopes().contains(scope)) {
            return true;
        }
        if (scope.equals("launch/patient")) {
            // It asks for the patient in context, which is the person's own wherever patient scopes are allowed.
            return client.getScopes().stream().anyMatch(registered -> registered.startsWith("patient/"));
        }
        Optional<SmartScope> asked = SmartScope.parse(scope);
        return asked.isPresent()
                && client.getScopes().stream()
                        .flatMap(registered -> SmartScope.parse(registered).stream())
                        .anyMatch(registered -> registered.covers(asked.get()));
    }

    static boolean needsPatient(Set<String> scopes) {
        return scopes.stream().anyMatch(scope -> scope.startsWith("patient/") || scope.equals("launch/patient"));
    }

    private boolean hasNoPatient(Authentication person) {
        if (person instanceof AnonymousAuthenticationToken || !person.isAuthenticated()) {
            return false;
        }
        return people.byId(UUID.fromString(person.getName()))
                .map(found -> found.patientId() == null)
                .orElse(true);
    }
}
