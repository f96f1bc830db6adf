package city.haihe.app.identity.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.Traces;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Who calls, by the bearer token (RFC 6750 2.1). A signature is checked once and remembered; whether a person's grant still
 * stands is asked every time.
 */
@Component
class TokenCallers implements CallerResolver {

    /** About 2 MB: the tokens of those who call at the same time. The one used longest ago leaves. */
    private static final int REMEMBERED = 2_000;

    private static final String BEARER = "Bearer ";
    private static final String ATTRIBUTE = TokenCallers.class.getName();

    private final JwtDecoder decoder;
    private final Database database;
    private final Clock clock;
    private final String audience;
    private final Map<String, Verified> verified = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** A token whose signature, issuer and audience are right. */
    private record Verified(Caller caller, @Nullable String grant, byte[] hash, Instant expires) {}

    TokenCallers(JwtDecoder decoder, Database database, Clock clock, Settings settings) {
        this.decoder = decoder;
        this.database = database;
        this.clock = clock;
        this.audience = settings.publicUrl() + "/fhir";
    }

    @Override
    public Caller require(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller known) {
            return known;
        }
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new HaiheException(ErrorCode.UNAUTHENTICATED, "no token (expected: Authorization: Bearer …)");
        }
        String token = header.substring(BEARER.length()).strip();
        Verified found = verified.get(token);
        if (found == null) {
            found = verify(token);
            verified.put(token, found);
        }
        if (!found.expires().isAfter(clock.instant())) {
            throw invalid();
        }
        if (found.grant() != null && !stands(found.grant(), found.hash())) {
            throw invalid();
        }
        Caller caller = found.caller();
        Caller traced = new Caller(
                caller.actor(),
                caller.client(),
                caller.scopes(),
                caller.otherScopes(),
                caller.patient(),
                caller.purpose(),
                Traces.of(request));
        request.setAttribute(ATTRIBUTE, traced);
        return traced;
    }

    private static HaiheException invalid() {
        return new HaiheException(
                ErrorCode.UNAUTHENTICATED, "invalid token (expected: one that we issued and that lives)");
    }

    private Verified verify(String token) {
        Jwt jwt;
        try {
            jwt = decoder.decode(token);
        } catch (JwtException refused) {
            throw invalid();
        }
        Instant expires = jwt.getExpiresAt();
        String client = jwt.getClaimAsString(Tokens.CLIENT);
        if (expires == null
                || client == null
                || !Objects.requireNonNullElse(jwt.getAudience(), List.<String>of())
                        .contains(audience)) {
            throw invalid();
        }
        Set<SmartScope> scopes = new HashSet<>();
        Set<String> others = new HashSet<>();
        for (String scope : Tokens.scopes(jwt)) {
            SmartScope.parse(scope).ifPresentOrElse(scopes::add, () -> others.add(scope));
        }
        String grant = jwt.getClaimAsString(Tokens.GRANT);
        String fhirUser = jwt.getClaimAsString(Tokens.FHIR_USER);
        String patient = jwt.getClaimAsString(Tokens.PATIENT);
        boolean own = scopes.stream().anyMatch(scope -> scope.level() == SmartScope.Level.PATIENT);
        if (own && patient == null) {
            throw invalid();
        }
        String actor = fhirUser == null ? "Client/" + client : fhirUser;
        String purpose = own ? "PATRQT" : "TREAT";
        Caller caller = new Caller(actor, client, scopes, others, patient, purpose, "");
        return new Verified(caller, grant, Secrets.hash(token), expires);
    }

    /** One row by its primary key: gone with the grant, or revoked by name. */
    private boolean stands(String grant, byte[] hash) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT access_revoked, refresh_revoked, access_hash FROM identity.oauth_grant WHERE id = ?")) {
                select.setString(1, grant);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return false;
                    }
                    boolean thisOne = row.getBoolean(1) && Arrays.equals(row.getBytes(3), hash);
                    return !thisOne && !row.getBoolean(2);
                }
            }
        });
    }
}
