package city.haihe.app.portal.internal;

import city.haihe.app.identity.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code POST /preferences}: how pages look on this device. Nothing of it is kept by us. */
@Controller
class PreferenceController {

    private static final Duration KEPT = Duration.ofDays(365);

    private final PortalSettings settings;
    private final Sessions sessions;

    PreferenceController(PortalSettings settings, Sessions sessions) {
        this.settings = settings;
        this.sessions = sessions;
    }

    @PostMapping("/preferences")
    ResponseEntity<Void> set(
            @RequestParam("elder") String elder,
            @RequestParam(name = "next", defaultValue = "/") String next,
            HttpServletRequest request) {
        sessions.requireSameSite(request);
        boolean on = elder.equals("1");
        ResponseCookie cookie = ResponseCookie.from(PageResponder.ELDER_COOKIE, on ? "1" : "")
                .path("/")
                .httpOnly(true)
                .secure(settings.publicUrl().startsWith("https:"))
                .sameSite("Lax")
                .maxAge(on ? KEPT : Duration.ZERO)
                .build();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .location(URI.create(isOurPath(next) ? next : "/"))
                .build();
    }

    /** A path on this site and nothing that a browser takes for another one. */
    private static boolean isOurPath(String next) {
        return next.startsWith("/")
                && !next.startsWith("//")
                && next.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\' && "\"<>^`{|}".indexOf(c) < 0);
    }
}
