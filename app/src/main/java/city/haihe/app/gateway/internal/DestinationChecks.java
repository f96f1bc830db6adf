package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Traces;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.v2fhir.MessageWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads a destination that an operator wrote; what cannot work is refused at once. */
@Component
class DestinationChecks {

    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";
    private static final String OURS = "HAIHE";
    private static final String DEFAULT_ZONE = "+08:00";

    /** Names, URIs and searches; what is longer is a mistake. */
    private static final int MAX_TEXT = 1_000;

    private static final int MAX_PORT = 65_535;

    /** A hospital's interface takes a few connections; more would only queue there. */
    private static final int MAX_PARALLEL = 64;

    private static final int DEFAULT_ANSWER_SECONDS = 30;
    private static final int MAX_ANSWER_SECONDS = 600;

    private final MessageWriter writer;
    private final ClinicalRecord record;

    DestinationChecks(MessageWriter writer, ClinicalRecord record) {
        this.writer = writer;
        this.record = record;
    }

    Destination checked(String name, DestinationBody body) {
        if (!name.matches(NAME)) {
            throw refused("name", "name: \"" + name + "\" (expected: lower-case letters, digits and hyphens)");
        }
        Destination destination = new Destination(
                name,
                text(body.host(), "host", null),
                number(body.port(), "port", 0, MAX_PORT),
                events(body.events()),
                text(body.search(), "search", null),
                texts(body.exceptFrom(), "exceptFrom"),
                new Destination.Party(
                        text(body.sendingApplication(), "sendingApplication", OURS),
                        text(body.sendingFacility(), "sendingFacility", OURS)),
                new Destination.Party(
                        text(body.receivingApplication(), "receivingApplication", ""),
                        text(body.receivingFacility(), "receivingFacility", "")),
                charset(body.charset()),
                zone(body.zone()),
                systems(body.authoritySystems()),
                number(body.parallel(), "parallel", 1, MAX_PARALLEL),
                Duration.ofSeconds(number(
                        body.answerWithinSeconds(), "answerWithinSeconds", DEFAULT_ANSWER_SECONDS, MAX_ANSWER_SECONDS)),
                false);
        checkSearch(destination);
        return destination;
    }

    /** A search that the record does not understand would find nobody, and nothing would ever be sent. */
    private void checkSearch(Destination destination) {
        String query = destination.searchQuery();
        Caller caller = Caller.system("Client/gateway", "mllp-out:" + destination.name(), Traces.next());
        try {
            record.search(caller, destination.searchType(), query.isEmpty() ? "_count=1" : query + "&_count=1");
        } catch (HaiheException unusable) {
            if (unusable.code().httpStatus() >= 500) {
                throw unusable;
            }
            throw refused("search", "search: " + unusable.getMessage());
        }
    }

    private List<String> events(@Nullable List<String> events) {
        List<String> named = texts(events, "events");
        if (named.isEmpty() || !writer.events().containsAll(named)) {
            throw refused(
                    "events",
                    "events: " + named + " (expected: some of "
                            + String.join(
                                    ", ", writer.events().stream().sorted().toList()) + ")");
        }
        return named;
    }

    private static List<String> texts(@Nullable List<String> texts, String field) {
        return Objects.requireNonNullElse(texts, List.<String>of()).stream()
                .map(text -> text(text, field, null))
                .toList();
    }

    private static Map<String, String> systems(@Nullable Map<String, String> systems) {
        Map<String, String> known = Objects.requireNonNullElse(systems, Map.of());
        known.forEach((namespace, system) -> {
            text(namespace, "authoritySystems", "");
            text(system, "authoritySystems", null);
        });
        return known;
    }

    private static String text(@Nullable String text, String field, @Nullable String otherwise) {
        String given = text == null || text.isBlank() ? otherwise : text;
        if (given == null) {
            throw refused(field, field + ": none (expected: a text)");
        }
        if (given.length() > MAX_TEXT || given.chars().anyMatch(Character::isISOControl)) {
            throw refused(field, field + " (expected: at most " + MAX_TEXT + " printable characters)");
        }
        return given;
    }

    private static int number(@Nullable Integer number, String field, int otherwise, int most) {
        int given = number == null ? otherwise : number;
        if (given < 1 || given > most) {
            throw refused(field, field + ": " + given + " (expected: 1 to " + most + ")");
        }
        return given;
    }

    private static Hl7Charset charset(@Nullable String charset) {
        String named = charset == null ? Hl7Charset.UTF_8.hl7Name() : charset;
        return Hl7Charset.named(named)
                .orElseThrow(() -> refused(
                        "charset", "charset: \"" + named + "\" (expected: UTF-8, GB18030, GBK, 8859/1 or ASCII)"));
    }

    private static ZoneId zone(@Nullable String zone) {
        String named = zone == null ? DEFAULT_ZONE : zone;
        try {
            return ZoneId.of(named);
        } catch (DateTimeException unknown) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "zone: \"" + named + "\" (expected: such as +08:00)", "zone", unknown);
        }
    }

    private static HaiheException refused(String field, String message) {
        return new HaiheException(ErrorCode.INVALID_REQUEST, message, field);
    }
}
