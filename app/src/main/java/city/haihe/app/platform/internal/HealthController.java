package city.haihe.app.platform.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.HaiheException;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells a balancer the truth: alive means that the JVM answers, ready that it can do its work now. */
@RestController
class HealthController {

    private final Lifecycle lifecycle;
    private final Database database;

    HealthController(Lifecycle lifecycle, Database database) {
        this.lifecycle = lifecycle;
        this.database = database;
    }

    @GetMapping("/health/live")
    ResponseEntity<Map<String, String>> live() {
        return answer(HttpStatus.OK, Map.of("status", "UP"));
    }

    @GetMapping("/health/ready")
    ResponseEntity<Map<String, String>> ready() {
        if (!lifecycle.isReady()) {
            return unready(lifecycle.phase().name().toLowerCase(Locale.ROOT));
        }
        try {
            database.read(connection -> {
                try (var statement = connection.createStatement()) {
                    return statement.execute("SELECT 1");
                }
            });
            return answer(HttpStatus.OK, Map.of("status", "UP"));
        } catch (HaiheException unavailable) {
            return unready("no database");
        }
    }

    private static ResponseEntity<Map<String, String>> unready(String reason) {
        return answer(HttpStatus.SERVICE_UNAVAILABLE, Map.of("status", "DOWN", "reason", reason));
    }

    /** In JSON whatever the caller accepts: with a type already set, Spring does not negotiate one. */
    private static ResponseEntity<Map<String, String>> answer(HttpStatus status, Map<String, String> body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }
}
