package city.haihe.app.portal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * {@code /me/events}: the stream of server-sent events of a signed-in resident. An event is named {@code change}, its id is a
 * position of the change feed and it has no content.
 */
@Controller
class EventController {

    /** Less than proxies wait for a silent peer, and how long a stream outlives its sign-out at most. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final int RETRY_MILLIS = 1_000;

    private final EventStreams streams;
    private final Residents residents;

    EventController(EventStreams streams, Residents residents) {
        this.streams = streams;
        this.residents = residents;
    }

    @GetMapping("/me/events")
    void events(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @RequestParam(name = "after", required = false) @Nullable String after,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Optional<Residents.Resident> resident = residents.current(request);
        if (resident.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        String patient = resident.get().patient();
        Long from = position(lastEventId) != null ? position(lastEventId) : position(after);
        Optional<EventStreams.Stream> opened =
                streams.open(patient, resident.get().session(), from);
        if (opened.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        try (EventStreams.Stream stream = opened.get()) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            OutputStream out = response.getOutputStream();
            write(out, "retry: " + RETRY_MILLIS + "\n\n");
            tell(stream, out, patient, request);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            // The reader left; that is how most streams end.
        }
    }

    private void tell(EventStreams.Stream stream, OutputStream out, String patient, HttpServletRequest request)
            throws IOException, InterruptedException {
        while (!stream.ended()) {
            Optional<Long> position = stream.await(HEARTBEAT);
            if (!stillSignedIn(request, patient)) {
                return;
            }
            write(
                    out,
                    position.map(at -> "id: " + at + "\nevent: change\ndata:\n\n")
                            .orElse(":\n\n"));
        }
    }

    /** Looked up anew: what a request knows of its session is kept as long as the request, and this one is long. */
    private boolean stillSignedIn(HttpServletRequest request, String patient) {
        return residents
                .current(new Afresh(request))
                .filter(resident -> resident.patient().equals(patient))
                .isPresent();
    }

    /** The same request as if it had just come in. */
    private static final class Afresh extends HttpServletRequestWrapper {
        Afresh(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable Object getAttribute(String name) {
            return null;
        }

        @Override
        public void setAttribute(String name, Object value) {
            // Nothing is kept.
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    /** A position as a page or a browser sends it back; null for anything else. */
    private static @Nullable Long position(@Nullable String text) {
        if (text == null || !text.matches("\\d{1,18}")) {
            return null;
        }
        return Long.valueOf(text);
    }
}
