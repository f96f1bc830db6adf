package city.haihe.app.identity.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.Traces;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
 * stands is asked every time, and whether a client's token does every few seconds.
 */
@Component
class TokenCallers implements CallerResolver {

    /** About 2 MB: the tokens of those who call at the same time. The one used longest ago leaves. */
    private static final int REMEMBERED = 2_000;

    /** How long a client's token that was revoked in another process is still taken here. */
    private static final Duration CLIENT_CHECKED_FOR = Duration.ofSeconds(10);

    private static final String BEARER = "Bearer ";
    private static final String ATTRIBUTE = TokenCallers.class.getName();

    private final JwtDecoder decoder;
    private final Revocations revocations;
    private final Clock clock;
    private final String audience;
    private final Map<String, Verified> verified = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** A token whose signature, issuer and audience are right. */
    private record Verified(
            Caller caller, @Nullable String grant, byte[] hash, Instant expires, Instant checked, long revocations) {

        Verified checkedAt(Instant now, long count) {
            return new Verified(caller, grant, hash, expires, now, count);
        }
    }

    TokenCallers(JwtDecoder decoder, Revocations revocations, Clock clock, Settings settings) {
        this.decoder = decoder;
        this.revocations = revocations;
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
        Caller caller = checked(token).caller();
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

    private Verified checked(String token) {
        Instant now = clock.instant();
        Verified known = verified.get(token);
        Verified found = known == null ? verify(token) : known;
        if (!found.expires().isAfter(now)) {
            throw invalid();
        }
        long revoked = revocations.count();
        boolean fresh = found.grant() == null
                && found.revocations() == revoked
                && found.checked().plus(CLIENT_CHECKED_FOR).isAfter(now);
        if (!fresh) {
            if (!revocations.stands(found.hash(), found.grant())) {
                throw invalid();
            }
            verified.put(token, found.checkedAt(now, revoked));
        }
        return found;
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
        return new Verified(caller, grant, Secrets.hash(token), expires, Instant.EPOCH, 0);
    }
}
