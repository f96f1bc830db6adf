package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.Hl7Charset;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * A system that gets messages of what changes in the record.
 *
 * @param name its name, such as {@code first-hospital-his}
 * @param host where it listens
 * @param port where it listens
 * @param events what it is sent, such as {@code ORU^R01}
 * @param search a FHIR search that finds what it is told about, such as {@code Encounter?service-provider=Organization/1}
 * @param exceptFrom the connections whose own messages are not sent on to it
 * @param sender MSH-3 and MSH-4
 * @param receiver MSH-5 and MSH-6
 * @param charset the charset of its messages
 * @param zone the zone of their times
 * @param authoritySystems identifier systems of assigning authorities by their namespace
 * @param parallel how many messages may be unanswered at a time; of one patient, never more than one
 * @param answerWithin how long it is given for an acknowledgement
 * @param paused whether an operator stopped the sending
 */
record Destination(
        String name,
        String host,
        int port,
        List<String> events,
        String search,
        List<String> exceptFrom,
        Party sender,
        Party receiver,
        Hl7Charset charset,
        ZoneId zone,
        Map<String, String> authoritySystems,
        int parallel,
        Duration answerWithin,
        boolean paused) {

    Destination {
        events = List.copyOf(events);
        exceptFrom = List.copyOf(exceptFrom);
        authoritySystems = Map.copyOf(authoritySystems);
    }

    /** An application at a facility. */
    record Party(String application, String facility) {}

    /** The type that the search finds. */
    String searchType() {
        int question = search.indexOf('?');
        return question < 0 ? search : search.substring(0, question);
    }

    /** The search's parameters. */
    String searchQuery() {
        int question = search.indexOf('?');
        return question < 0 ? "" : search.substring(question + 1);
    }
}
