package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.Acknowledgement;
import city.haihe.v2fhir.UnmappedField;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Counts messages by connection and answer, and populated fields that the mapping left aside by where they stand. */
@Component
class MessageMetrics {

    /** The standard's segments that hospitals fill have some hundred fields. */
    private static final int MAX_PLACES = 1_000;

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Set<String> places = ConcurrentHashMap.newKeySet();

    /** To find a meter in the registry costs more than to count. There are as many as the registry has. */
    private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

    private final Map<Unmapped, Counter> unmapped = new ConcurrentHashMap<>();

    private record Answered(String connection, Acknowledgement.Code code) {}

    private record Unmapped(String connection, String segment, int field) {}

    MessageMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(String connection, Acknowledgement.Code code, long startedNanos) {
        timers.computeIfAbsent(
                        new Answered(connection, code),
                        answered -> registry.timer(
                                "haihe.mllp.messages", "connection", connection, "acknowledgement", code.name()))
                .record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }

    void countRepeated(String connection) {
        registry.counter("haihe.mllp.repeated", "connection", connection).increment();
    }

    /** A message whose sender was left to try again. */
    void countUnanswered(String connection) {
        registry.counter("haihe.mllp.unanswered", "connection", connection).increment();
    }

    void countUnmapped(String connection, List<UnmappedField> fields) {
        for (UnmappedField field : fields) {
            Unmapped key = new Unmapped(connection, field.segment(), field.field());
            Counter counter = unmapped.get(key);
            if (counter == null) {
                String place = known(field.segment() + "-" + field.field());
                counter = registry.counter("haihe.mllp.unmapped", "connection", connection, "field", place);
                if (!place.equals(OTHER)) {
                    unmapped.put(key, counter);
                }
            }
            counter.increment();
        }
    }

    /** Segments of a sender's own invention are without number; a metric is not. */
    private String known(String place) {
        return places.contains(place) || places.size() < MAX_PLACES && places.add(place) ? place : OTHER;
    }
}
