package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.internal.DeadLetters.DeadLetter;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.hl7v2.Acknowledgement;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/dead-letters}: what was refused, why, and another try. */
@RestController
@RequestMapping(path = "/admin/dead-letters", produces = "application/json")
class DeadLetterController {

    private static final int MAX_COUNT = 200;

    private final Administration administration;
    private final DeadLetters letters;
    private final MessageProcessor processor;
    private final Clock clock;

    DeadLetterController(Administration administration, DeadLetters letters, MessageProcessor processor, Clock clock) {
        this.administration = administration;
        this.letters = letters;
        this.processor = processor;
        this.clock = clock;
    }

    /** A page of letters, newest first; {@code next} is the value of {@code before} for the page after it. */
    record Page(List<DeadLetter> deadLetters, @Nullable Long next) {}

    /** A letter with its bytes in Base64. */
    record Whole(DeadLetter deadLetter, String message) {}

    @GetMapping
    Page list(
            HttpServletRequest request,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            @RequestParam(defaultValue = "50") int count) {
        administration.require(request);
        if (count < 1 || count > MAX_COUNT) {
            throw new HaiheException(
                    ErrorCode.INVALID_PARAMETER, "count: " + count + " (expected: 1 to " + MAX_COUNT + ")", "count");
        }
        List<DeadLetter> found = letters.list(before, count);
        return new Page(found, found.size() < count ? null : found.getLast().id());
    }

    @GetMapping("/{id}")
    Whole read(HttpServletRequest request, @PathVariable long id) {
        administration.require(request);
        DeadLetter letter = letters.find(id).orElseThrow(() -> unknown(id));
        return new Whole(letter, Base64.getEncoder().encodeToString(letters.bytes(id)));
    }

    /** Sends the letter's bytes through again, as if they came in now, and answers the acknowledgement. */
    @PostMapping("/{id}/replay")
    Map<String, Object> replay(HttpServletRequest request, @PathVariable long id) {
        administration.require(request);
        letters.find(id).orElseThrow(() -> unknown(id));
        Answer answer = processor.replay(id, letters.bytes(id));
        boolean accepted = answer.code() == Acknowledgement.Code.AA;
        if (accepted) {
            letters.markReplayed(id, clock.instant());
        }
        return Map.of("accepted", accepted, "acknowledgement", answer.text());
    }

    private static HaiheException unknown(long id) {
        return new HaiheException(ErrorCode.NOT_FOUND, "dead letter: " + id + " (expected: the id of one)");
    }
}
