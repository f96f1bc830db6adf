package city.haihe.app.portal.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
    private static final Set<String> OUR_OWN = Set.of("same-origin", "none");

    private final PortalSettings settings;

    PreferenceController(PortalSettings settings) {
        this.settings = settings;
    }

    @PostMapping("/preferences")
    ResponseEntity<Void> set(
            @RequestParam("elder") String elder,
            @RequestParam(name = "next", defaultValue = "/") String next,
            HttpServletRequest request) {
        if (!fromOurPages(request)) {
            throw new HaiheException(ErrorCode.CROSS_SITE_REQUEST, "Origin: another site (expected: this one)");
        }
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

    private boolean fromOurPages(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return OUR_OWN.contains(site);
        }
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || origin.equals(settings.publicUrl());
    }

    /** A path on this site and nothing that a browser takes for another one. */
    private static boolean isOurPath(String next) {
        return next.startsWith("/")
                && !next.startsWith("//")
                && next.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\' && "\"<>^`{|}".indexOf(c) < 0);
    }
}
