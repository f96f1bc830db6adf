package city.haihe.app.portal.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /_astro/…}: styles and scripts, whose names change with their content, so that a browser asks for each once. */
@Controller
class AssetController {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_\\-][A-Za-z0-9_.\\-]{0,120}\\.(css|js|svg)");
    private static final Map<String, MediaType> TYPES = Map.of(
            "css", MediaType.parseMediaType("text/css;charset=utf-8"),
            "js", MediaType.parseMediaType("text/javascript;charset=utf-8"),
            "svg", MediaType.parseMediaType("image/svg+xml"));
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final PortalSettings settings;
    private final Map<String, Optional<byte[]>> files = new ConcurrentHashMap<>();

    AssetController(PortalSettings settings) {
        this.settings = settings;
    }

    @GetMapping("/_astro/{name}")
    ResponseEntity<byte[]> asset(@PathVariable("name") String name, HttpServletRequest request) {
        var matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return ResponseEntity.notFound().build();
        }
        String accepted = Objects.requireNonNullElse(request.getHeader(HttpHeaders.ACCEPT_ENCODING), "");
        HttpHeaders headers = new HttpHeaders();
        Optional<byte[]> body = Optional.empty();
        if (accepted.contains("br")) {
            body = file(name + ".br");
            body.ifPresent(_ -> headers.set(HttpHeaders.CONTENT_ENCODING, "br"));
        }
        if (body.isEmpty() && accepted.contains("gzip")) {
            body = file(name + ".gz");
            body.ifPresent(_ -> headers.set(HttpHeaders.CONTENT_ENCODING, "gzip"));
        }
        if (body.isEmpty()) {
            body = file(name);
        }
        if (body.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        headers.setContentType(Objects.requireNonNull(TYPES.get(matcher.group(1))));
        headers.setCacheControl(CacheControl.maxAge(FOR_EVER).cachePublic().immutable());
        headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        headers.set("X-Content-Type-Options", "nosniff");
        return ResponseEntity.ok().headers(headers).body(body.get());
    }

    /** A file that exists is kept: there are a dozen, of some kilobytes each. One that does not is looked for again. */
    private Optional<byte[]> file(String name) {
        Optional<byte[]> kept = files.get(name);
        if (kept != null) {
            return kept;
        }
        Path web = settings.web().orElse(null);
        if (web == null) {
            return Optional.empty();
        }
        Path file = web.resolve("client").resolve("_astro").resolve(name);
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            Optional<byte[]> body = Optional.of(Files.readAllBytes(file));
            files.put(name, body);
            return body;
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
