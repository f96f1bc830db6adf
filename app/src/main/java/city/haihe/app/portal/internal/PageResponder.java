package city.haihe.app.portal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.app.platform.ErrorCode;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers a request with a page: puts the frame around its data, has it rendered, and sets the headers of a page. */
@Component
final class PageResponder {

    /** The cookie of the elder mode. It says nothing of a person. */
    static final String ELDER_COOKIE = "elder";

    private static final String BARE_PAGE = "/portal/unavailable.html";
    private static final int UNAVAILABLE = 503;

    private final Renderer renderer;
    private final PortalSettings settings;
    private final Clock clock;
    private final byte[] barePage = bare();
    private final String barePolicy = "default-src 'none'; style-src '" + styleHash(barePage)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    PageResponder(Renderer renderer, PortalSettings settings, Clock clock) {
        this.renderer = renderer;
        this.settings = settings;
        this.clock = clock;
    }

    /** A page that everybody may see and keep for a moment. */
    ResponseEntity<byte[]> open(HttpServletRequest request, Residents.@Nullable Resident resident, Page page) {
        return answer(request, resident, page, null);
    }

    /** A page of a resident, true at the feed's position. */
    ResponseEntity<byte[]> own(HttpServletRequest request, Residents.Resident resident, Page page, long position) {
        return answer(request, resident, page, position);
    }

    /** The page of somebody who is signed in and has no record here; it lets them sign out. */
    ResponseEntity<byte[]> withoutRecord(HttpServletRequest request, String token) {
        ErrorCode code = ErrorCode.INSUFFICIENT_SCOPE;
        Page page = new Page.Failure(code.httpStatus(), code.code(), null);
        return answer(frame(request, null, token, null), page);
    }

    private ResponseEntity<byte[]> answer(
            HttpServletRequest request, Residents.@Nullable Resident resident, Page page, @Nullable Long position) {
        String token = resident == null ? null : resident.token();
        return answer(frame(request, resident, token, position), page);
    }

    private ResponseEntity<byte[]> answer(Page.Frame frame, Page page) {
        Page.Data data = new Page.Data(frame, page);
        int status = page instanceof Page.Failure failure ? failure.status() : 200;
        Optional<Renderer.Rendered> rendered = renderer.render(data);
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(new MediaType(MediaType.TEXT_HTML, UTF_8));
        headers.setCacheControl(CacheControl.noStore());
        headers.set("Referrer-Policy", "same-origin");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Language", data.frame().locale().tag());
        if (rendered.isEmpty()) {
            headers.set("Content-Security-Policy", barePolicy);
            headers.set(HttpHeaders.RETRY_AFTER, "10");
            return ResponseEntity.status(status >= 400 ? status : UNAVAILABLE)
                    .headers(headers)
                    .body(barePage);
        }
        headers.set("Content-Security-Policy", rendered.get().contentSecurityPolicy());
        return ResponseEntity.status(status)
                .headers(headers)
                .body(rendered.get().html());
    }

    private Page.Frame frame(
            HttpServletRequest request,
            Residents.@Nullable Resident resident,
            @Nullable String token,
            @Nullable Long position) {
        String path = originalPath(request);
        Language language = Language.of(path);
        String query = request.getQueryString();
        return new Page.Frame(
                language,
                language.unlocalized(path) + (query == null || query.isEmpty() ? "" : "?" + query),
                settings.publicUrl(),
                elder(request),
                clock.instant().toString(),
                token,
                resident == null ? null : new Page.Person(resident.name()),
                position);
    }

    /** The path that was asked for, also when the request was forwarded to an error's page. */
    static String originalPath(HttpServletRequest request) {
        Object original = request.getAttribute("jakarta.servlet.error.request_uri");
        return original instanceof String path ? path : request.getRequestURI();
    }

    private static boolean elder(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies()).flatMap(Arrays::stream).anyMatch(PageResponder::isElder);
    }

    private static boolean isElder(Cookie cookie) {
        return cookie.getName().equals(ELDER_COOKIE) && Objects.equals(cookie.getValue(), "1");
    }

    /** The hash by which a policy allows the page's one style element. */
    private static String styleHash(byte[] page) {
        String html = new String(page, UTF_8);
        String style = html.substring(html.indexOf("<style>") + "<style>".length(), html.indexOf("</style>"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException problem) {
            throw new IllegalStateException(problem);
        }
    }

    private static byte[] bare() {
        try (InputStream in = PageResponder.class.getResourceAsStream(BARE_PAGE)) {
            return Objects.requireNonNull(in, BARE_PAGE).readAllBytes();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
