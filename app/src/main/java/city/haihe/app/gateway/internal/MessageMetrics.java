package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.Acknowledgement;
import city.haihe.v2fhir.UnmappedField;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Counts messages by connection and answer, and populated fields that the mapping left aside by where they stand. */
@Component
class MessageMetrics {

    /** The standard's segments that hospitals fill have some hundred fields. */
    private static final int MAX_PLACES = 1_000;

    private final MeterRegistry registry;
    private final Set<String> places = ConcurrentHashMap.newKeySet();

    MessageMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(String connection, Acknowledgement.Code code, long startedNanos) {
        registry.timer("haihe.mllp.messages", "connection", connection, "acknowledgement", code.name())
                .record(Duration.ofNanos(System.nanoTime() - startedNanos));
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
            String place = known(field.segment() + "-" + field.field());
            registry.counter("haihe.mllp.unmapped", "connection", connection, "field", place)
                    .increment();
        }
    }

    /** Segments of a sender's own invention are without number; a metric is not. */
    private String known(String place) {
        return places.contains(place) || places.size() < MAX_PLACES && places.add(place) ? place : "other";
    }
}
