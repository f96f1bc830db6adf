package city.haihe.app.gateway.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A destination as it is written and read at {@code /admin/destinations}; what is left out gets its default. */
record DestinationBody(
        @Nullable String name,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable List<String> events,
        @Nullable String search,
        @Nullable List<String> exceptFrom,
        @Nullable String sendingApplication,
        @Nullable String sendingFacility,
        @Nullable String receivingApplication,
        @Nullable String receivingFacility,
        @Nullable String charset,
        @Nullable String zone,
        @Nullable Map<String, String> authoritySystems,
        @Nullable Integer parallel,
        @Nullable Integer answerWithinSeconds) {

    static DestinationBody of(Destination destination) {
        return new DestinationBody(
                destination.name(),
                destination.host(),
                destination.port(),
                destination.events(),
                destination.search(),
                destination.exceptFrom(),
                destination.sender().application(),
                destination.sender().facility(),
                destination.receiver().application(),
                destination.receiver().facility(),
                destination.charset().hl7Name(),
                destination.zone().getId(),
                destination.authoritySystems(),
                destination.parallel(),
                (int) destination.answerWithin().toSeconds());
    }
}
