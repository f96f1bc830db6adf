package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.internal.OutgoingMessage.State;
import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/destinations}: where messages are sent to, and their queues. */
@RestController
@RequestMapping(path = "/admin/destinations", produces = "application/json")
class DestinationController {

    private static final int MAX_COUNT = 200;

    /** Each has its threads and its share of the database. */
    private static final int MAX_DESTINATIONS = 64;

    private final Administration administration;
    private final DestinationStore store;
    private final Destinations destinations;
    private final DestinationChecks checks;
    private final Outbox outbox;
    private final ChangeFeed feed;
    private final Clock clock;

    DestinationController(
            Administration administration,
            DestinationStore store,
            Destinations destinations,
            DestinationChecks checks,
            Outbox outbox,
            ChangeFeed feed,
            Clock clock) {
        this.administration = administration;
        this.store = store;
        this.destinations = destinations;
        this.checks = checks;
        this.outbox = outbox;
        this.feed = feed;
        this.clock = clock;
    }

    /**
     * How a destination does.
     *
     * @param state {@code paused}, {@code running}, {@code unreachable}, or {@code elsewhere} where another process serves it
     * @param pending how many messages are to be sent
     * @param unanswered how many of them are out now
     * @param uncertain how many were sent without an acknowledgement being seen; they are sent again
     * @param dead how many were given up
     * @param oldestSeconds how long the oldest waits, or null for none
     */
    record Status(
            String state,
            long pending,
            int unanswered,
            long uncertain,
            long dead,
            @Nullable Double oldestSeconds) {}

    /** A destination and how it does. */
    record Answer(DestinationBody destination, Status status) {}

    /** All destinations. */
    record All(List<Answer> destinations) {}

    /** A page of messages, newest first; {@code next} is the value of {@code before} for the page after it. */
    record Page(List<OutgoingMessage> messages, @Nullable Long next) {}

    /** A message with its bytes in Base64. */
    record Whole(OutgoingMessage message, String bytes) {}

    @GetMapping
    All list(HttpServletRequest request) {
        administration.require(request);
        return new All(store.all().stream().map(this::answer).toList());
    }

    @GetMapping("/{name}")
    Answer read(HttpServletRequest request, @PathVariable String name) {
        administration.require(request);
        return answer(named(name));
    }

    @PutMapping(path = "/{name}", consumes = "application/json")
    Answer save(HttpServletRequest request, @PathVariable String name, @RequestBody DestinationBody body) {
        administration.require(request);
        Destination destination = checks.checked(name, body);
        List<Destination> known = store.all();
        if (known.size() >= MAX_DESTINATIONS
                && known.stream().noneMatch(each -> each.name().equals(name))) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST,
                    "destinations: " + known.size() + " (expected: at most " + MAX_DESTINATIONS + ")");
        }
        store.save(destination, feed.head());
        destinations.changed(name);
        return answer(named(name));
    }

    /** Removes a destination with its queue: what was not sent is not sent any more. */
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(HttpServletRequest request, @PathVariable String name) {
        administration.require(request);
        if (!store.remove(name)) {
            throw unknown(name);
        }
        destinations.changed(name);
    }

    /** Stops the sending; the queue goes on to be filled. */
    @PostMapping("/{name}/pause")
    Answer pause(HttpServletRequest request, @PathVariable String name) {
        return paused(request, name, true);
    }

    @PostMapping("/{name}/resume")
    Answer resume(HttpServletRequest request, @PathVariable String name) {
        return paused(request, name, false);
    }

    private Answer paused(HttpServletRequest request, String name, boolean paused) {
        administration.require(request);
        if (!store.pause(name, paused)) {
            throw unknown(name);
        }
        destinations.changed(name);
        return answer(named(name));
    }

    @GetMapping("/{name}/messages")
    Page messages(
            HttpServletRequest request,
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            @RequestParam(defaultValue = "50") int count) {
        administration.require(request);
        named(name);
        if (count < 1 || count > MAX_COUNT) {
            throw new HaiheException(
                    ErrorCode.INVALID_PARAMETER, "count: " + count + " (expected: 1 to " + MAX_COUNT + ")", "count");
        }
        List<OutgoingMessage> found = outbox.list(name, state == null ? null : state(state), before, count);
        return new Page(found, found.size() < count ? null : found.getLast().id());
    }

    private static State state(String name) {
        for (State state : State.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(name)) {
                return state;
            }
        }
        throw new HaiheException(
                ErrorCode.INVALID_PARAMETER,
                "state: \"" + name + "\" (expected: waiting, sent, acknowledged, dead or skipped)",
                "state");
    }

    @GetMapping("/{name}/messages/{id}")
    Whole message(HttpServletRequest request, @PathVariable String name, @PathVariable long id) {
        administration.require(request);
        OutgoingMessage message = outbox.find(name, id).orElseThrow(() -> unknownMessage(id));
        return new Whole(message, Base64.getEncoder().encodeToString(outbox.bytes(id)));
    }

    /** Gives a message up, so that those behind it go on. */
    @PostMapping("/{name}/messages/{id}/skip")
    OutgoingMessage skip(HttpServletRequest request, @PathVariable String name, @PathVariable long id) {
        administration.require(request);
        OutgoingMessage message = outbox.find(name, id).orElseThrow(() -> unknownMessage(id));
        if (!outbox.skip(name, id)) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST,
                    "state: " + message.state() + " (expected: a message that is waiting, sent or dead)");
        }
        destinations.changed(name);
        return outbox.find(name, id).orElseThrow(() -> unknownMessage(id));
    }

    /** Sends a message again that was given up. */
    @PostMapping("/{name}/messages/{id}/retry")
    OutgoingMessage retry(HttpServletRequest request, @PathVariable String name, @PathVariable long id) {
        administration.require(request);
        OutgoingMessage message = outbox.find(name, id).orElseThrow(() -> unknownMessage(id));
        if (!outbox.retry(name, id)) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST,
                    "state: " + message.state() + " (expected: a message that could be made, and is dead or skipped)");
        }
        destinations.changed(name);
        return outbox.find(name, id).orElseThrow(() -> unknownMessage(id));
    }

    private Answer answer(Destination destination) {
        Outbox.Depth depth = outbox.depth(destination.name());
        DestinationRunner runner = destinations.runner(destination.name()).orElse(null);
        String state = destination.paused()
                ? "paused"
                : runner == null || !runner.isHeld()
                        ? "elsewhere"
                        : runner.state() == CircuitBreaker.State.CLOSED ? "running" : "unreachable";
        Instant oldest = depth.oldest();
        Double age = oldest == null
                ? null
                : Duration.between(oldest, clock.instant()).toMillis() / 1_000.0;
        int unanswered = runner == null ? 0 : runner.unanswered();
        return new Answer(
                DestinationBody.of(destination),
                new Status(state, depth.pending(), unanswered, depth.uncertain(), depth.dead(), age));
    }

    private Destination named(String name) {
        return store.named(name).orElseThrow(() -> unknown(name));
    }

    private static HaiheException unknown(String name) {
        return new HaiheException(
                ErrorCode.NOT_FOUND, "destination: \"" + name + "\" (expected: a destination's name)");
    }

    private static HaiheException unknownMessage(long id) {
        return new HaiheException(
                ErrorCode.NOT_FOUND, "message: " + id + " (expected: the id of one of the destination's)");
    }
}
