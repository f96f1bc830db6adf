package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorResponder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Brings what is asked of {@code /fhir} to its door right behind the token gate. The framework's own way leads through filters
 * for sessions, forms, observations and the choice among controllers, which cost more than a read itself.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 25)
class FhirLane extends HttpFilter {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String ROOT = "/fhir";

    /** Public documents that other modules answer. */
    private static final String WELL_KNOWN = ROOT + "/.well-known/";

    /** Others are counted as one: a caller can name any, and each would be a meter. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private final transient FhirDoor door;
    private final transient ErrorResponder errors;
    private final transient MeterRegistry meters;
    private final transient Map<String, Timer> timers = new ConcurrentHashMap<>();

    FhirLane(FhirDoor door, ErrorResponder errors, MeterRegistry meters) {
        this.door = door;
        this.errors = errors;
        this.meters = meters;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        boolean ours = path.startsWith(ROOT)
                && (path.length() == ROOT.length() || path.charAt(ROOT.length()) == '/')
                && !path.startsWith(WELL_KNOWN);
        if (!ours) {
            chain.doFilter(request, response);
            return;
        }
        long begun = System.nanoTime();
        try {
            door.handle(request, response);
        } catch (Exception failure) {
            errors.respondTo(request, response, failure);
        } finally {
            timer(request.getMethod(), response.getStatus()).record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(String asked, int status) {
        String method = METHODS.contains(asked) ? asked : "other";
        return timers.computeIfAbsent(
                method + status,
                key -> Timer.builder("fhir.requests")
                        .description("Requests to the clinical record")
                        .tag("method", method)
                        .tag("status", Integer.toString(status))
                        .register(meters));
    }
}
