package city.haihe.app.identity.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page and signing out. */
@Controller
class SignInController {

    /** A person mistypes a few times. */
    private static final int FREE_FOR_ACCOUNT = 4;

    /** A hospital's people share an address. */
    private static final int FREE_FOR_ADDRESS = 40;

    /** Longer names and passwords are nobody's; hashing them would be work for nothing. */
    private static final int LONGEST_FIELD = 200;

    private final StoredSessions sessions;
    private final StoredPeople people;
    private final Passwords passwords;
    private final Attempts attempts;
    private final Pages pages;

    SignInController(
            StoredSessions sessions, StoredPeople people, Passwords passwords, Attempts attempts, Pages pages) {
        this.sessions = sessions;
        this.people = people;
        this.passwords = passwords;
        this.attempts = attempts;
        this.pages = pages;
    }

    @GetMapping({"/sign-in", "/en/sign-in"})
    void form(
            @RequestParam(name = "next", required = false) @Nullable String next,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        pages.signIn(request, response, 200, safe(next, request), "", "", Duration.ZERO);
    }

    @PostMapping({"/sign-in", "/en/sign-in"})
    void signIn(
            @RequestParam(name = "username", defaultValue = "") String username,
            @RequestParam(name = "password", defaultValue = "") String password,
            @RequestParam(name = "next", required = false) @Nullable String next,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        sessions.requireNoOtherSite(request);
        String target = safe(next, request);
        if (username.isBlank() || password.isEmpty()) {
            pages.signIn(request, response, 400, target, username, "empty", Duration.ZERO);
            return;
        }
        if (username.length() > LONGEST_FIELD || password.length() > LONGEST_FIELD) {
            throw new HaiheException(
                    ErrorCode.INVALID_PARAMETER, "username and password (expected: 200 characters at most)");
        }
        String address = "address " + request.getRemoteAddr();
        String account = "account " + request.getRemoteAddr() + " " + Secrets.hashText(StoredPeople.fold(username));
        Duration pause = longer(attempts.pause(address), attempts.pause(account));
        if (pause.isPositive()) {
            response.setHeader("Retry-After", Long.toString(pause.toSeconds() + 1));
            pages.signIn(request, response, 429, target, username, "wait", pause);
            return;
        }
        Optional<Person> person = people.byUsername(username);
        if (!passwords.matches(password, person.map(Person::passwordHash).orElse(null)) || person.isEmpty()) {
            attempts.failed(address, FREE_FOR_ADDRESS);
            attempts.failed(account, FREE_FOR_ACCOUNT);
            pages.signIn(request, response, 401, target, username, "wrong", Duration.ZERO);
            return;
        }
        attempts.succeeded(account);
        sessions.begin(person.get(), request, response);
        redirect(response, target);
    }

    @PostMapping({"/sign-out", "/en/sign-out"})
    void signOut(HttpServletRequest request, HttpServletResponse response) {
        sessions.requireSameSite(request);
        sessions.end(request, response);
        redirect(response, request.getRequestURI().startsWith("/en/") ? "/en/" : "/");
    }

    private static void redirect(HttpServletResponse response, String target) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Location", target);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Only an address of ours: a path that no browser reads as another host, without control characters. */
    static String safe(@Nullable String next, HttpServletRequest request) {
        String home = request.getRequestURI().startsWith("/en/") ? "/en/me" : "/me";
        if (next == null || !next.startsWith("/") || next.startsWith("//") || next.contains("\\")) {
            return home;
        }
        return next.chars().allMatch(letter -> letter > ' ' && letter < 0x7f) ? next : home;
    }
}
