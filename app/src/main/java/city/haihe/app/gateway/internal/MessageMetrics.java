package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.Acknowledgement;
import city.haihe.v2fhir.UnmappedField;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Counts messages by connection and answer, and populated fields that the mapping left aside by where they stand. */
@Component
class MessageMetrics {

    private final MeterRegistry registry;

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

    void countUnmapped(String connection, List<UnmappedField> fields) {
        for (UnmappedField field : fields) {
            String place = field.segment() + "-" + field.field();
            registry.counter("haihe.mllp.unmapped", "connection", connection, "field", place)
                    .increment();
        }
    }
}
