package city.haihe.app.identity.internal;

import city.haihe.app.identity.PersonRole;
import city.haihe.app.identity.SessionEnded;
import city.haihe.app.identity.Sessions;
import city.haihe.app.identity.SignedIn;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** Sessions in the table {@code identity.session}, found by the hash of a random cookie. */
@Component
class StoredSessions implements Sessions {

    /** A phone left on the table is signed out by the evening. */
    static final Duration IDLE = Duration.ofHours(12);

    /** Even a session in daily use asks for the password again after this. */
    static final Duration ABSOLUTE = Duration.ofDays(7);

    /** A row is touched at most this often, not at every request. */
    private static final Duration TOUCH = Duration.ofMinutes(1);

    private static final int SECRET_LENGTH = 43;
    private static final String PASSWORD_CONTEXT = "pwd";
    private static final String ATTRIBUTE = StoredSessions.class.getName();

    private final Database database;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final String publicUrl;
    private final int port;
    private final boolean secure;
    private final String cookieName;

    StoredSessions(Database database, Clock clock, ApplicationEventPublisher events, Settings settings) {
        this.database = database;
        this.clock = clock;
        this.events = events;
        this.publicUrl = settings.publicUrl();
        this.port = settings.port();
        this.secure = publicUrl.startsWith("https:");
        this.cookieName = secure ? "__Host-haihe" : "haihe";
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<SignedIn> current(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Optional<?> known) {
            return (Optional<SignedIn>) known;
        }
        Optional<SignedIn> found = secret(request).flatMap(this::find);
        request.setAttribute(ATTRIBUTE, found);
        return found;
    }

    /** Begins a session after the password was right; a session that the browser had ends. */
    void begin(Person person, HttpServletRequest request, HttpServletResponse response) {
        end(request, response);
        String secret = Secrets.next();
        Timestamp now = Timestamp.from(clock.instant());
        database.<Integer>transaction(transaction -> {
            try (PreparedStatement insert = transaction
                    .connection()
                    .prepareStatement("INSERT INTO identity.session (hash, person, authenticated, seen, expires, acr)"
                            + " VALUES (?, ?, ?, ?, ?, ?)")) {
                insert.setBytes(1, Secrets.hash(secret));
                insert.setObject(2, person.id());
                insert.setTimestamp(3, now);
                insert.setTimestamp(4, now);
                insert.setTimestamp(5, Timestamp.from(clock.instant().plus(ABSOLUTE)));
                insert.setString(6, PASSWORD_CONTEXT);
                return insert.executeUpdate();
            }
        });
        request.removeAttribute(ATTRIBUTE);
        cookie(response, secret, ABSOLUTE);
    }

    /** Ends the browser's session, if there is one. */
    void end(HttpServletRequest request, HttpServletResponse response) {
        Optional<SignedIn> ended = current(request);
        secret(request).ifPresent(secret -> {
            database.<Integer>transaction(transaction -> {
                try (PreparedStatement delete =
                        transaction.connection().prepareStatement("DELETE FROM identity.session WHERE hash = ?")) {
                    delete.setBytes(1, Secrets.hash(secret));
                    return delete.executeUpdate();
                }
            });
            cookie(response, "", Duration.ZERO);
        });
        request.removeAttribute(ATTRIBUTE);
        ended.ifPresent(session -> events.publishEvent(new SessionEnded(session.session())));
    }

    @Override
    public void requireSameSite(HttpServletRequest request) {
        if (comesFromUs(request)) {
            return;
        }
        String token = request.getParameter("token");
        boolean known = token != null
                && request.getHeader("Origin") == null
                && current(request)
                        .map(session -> Secrets.same(session.formToken(), token))
                        .orElse(false);
        if (!known) {
            throw crossSite();
        }
    }

    /** As {@link #requireSameSite}, but a program that names no origin at all may sign in: it acts for itself. */
    void requireNoOtherSite(HttpServletRequest request) {
        boolean tellsNothing = request.getHeader("Origin") == null && request.getHeader("Sec-Fetch-Site") == null;
        if (!tellsNothing && !comesFromUs(request)) {
            throw crossSite();
        }
    }

    private static HaiheException crossSite() {
        return new HaiheException(ErrorCode.CROSS_SITE_REQUEST, "Origin: another site (expected: the public address)");
    }

    private boolean comesFromUs(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
        }
        return origin.equals(publicUrl) || isLoopbackAlias(origin);
    }

    /** 127.0.0.1 answers the same pages, where the public address is this machine itself. */
    private boolean isLoopbackAlias(String origin) {
        String host = URI.create(publicUrl).getHost();
        return ("localhost".equals(host) || "127.0.0.1".equals(host))
                && (origin.equals("http://127.0.0.1:" + port) || origin.equals("http://localhost:" + port));
    }

    private Optional<String> secret(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(cookieName) && cookie.getValue().length() == SECRET_LENGTH) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    private Optional<SignedIn> find(String secret) {
        byte[] hash = Secrets.hash(secret);
        Instant now = clock.instant();
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT p.id, p.display_name, p.patient_id, p.fhir_user, p.role, s.authenticated, s.seen
                    FROM identity.session s JOIN identity.person p ON p.id = s.person
                    WHERE s.hash = ? AND s.expires > ? AND s.seen > ?""")) {
                select.setBytes(1, hash);
                select.setTimestamp(2, Timestamp.from(now));
                select.setTimestamp(3, Timestamp.from(now.minus(IDLE)));
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.<SignedIn>empty();
                    }
                    if (row.getTimestamp(7).toInstant().isBefore(now.minus(TOUCH))) {
                        touch(connection, hash, now);
                    }
                    return Optional.of(signedIn(row, secret));
                }
            }
        });
    }

    private static void touch(java.sql.Connection connection, byte[] hash, Instant now) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE identity.session SET seen = ? WHERE hash = ?")) {
            update.setTimestamp(1, Timestamp.from(now));
            update.setBytes(2, hash);
            update.executeUpdate();
        }
    }

    private static SignedIn signedIn(ResultSet row, String secret) throws SQLException {
        return new SignedIn(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                PersonRole.valueOf(row.getString(5)),
                row.getTimestamp(6).toInstant(),
                Secrets.hashText("session " + secret),
                Secrets.hashText("form " + secret));
    }

    private void cookie(HttpServletResponse response, String value, Duration age) {
        response.addHeader(
                "Set-Cookie",
                ResponseCookie.from(cookieName, value)
                        .path("/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .maxAge(age)
                        .build()
                        .toString());
    }
}
