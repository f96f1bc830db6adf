package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.internal.OutgoingMessage.Draft;
import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.ChangedResource.Operation;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import city.haihe.v2fhir.MessageWriter;
import city.haihe.v2fhir.NotSaid;
import city.haihe.v2fhir.Writing;
import city.haihe.v2fhir.WritingContext;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes a destination's messages of what changed in the record. A resource that was changed again before it was read is told
 * once, as it is now: the later change would say the same.
 */
@Component
class OutboxFeeder {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxFeeder.class);

    /** Beyond it the feed keeps what is to be told, and the queue does not grow. */
    static final int MAX_PENDING = 10_000;

    private static final int BATCH = 100;

    /** What an operator is shown of what a message does not say. */
    private static final int MAX_NOT_SAID = 200;

    /** HL7 v2.5.1 2.14.9.10: MSH-10 has 20 characters; 80 random bits are never the same twice. */
    private static final int CONTROL_ID_BYTES = 10;

    private final ChangeFeed feed;
    private final ClinicalRecord record;
    private final Outbox outbox;
    private final MessageWriter writer;
    private final DestinationMetrics metrics;
    private final Clock clock;

    OutboxFeeder(
            ChangeFeed feed,
            ClinicalRecord record,
            Outbox outbox,
            MessageWriter writer,
            DestinationMetrics metrics,
            Clock clock) {
        this.feed = feed;
        this.record = record;
        this.outbox = outbox;
        this.writer = writer;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** How many messages were queued, and whether there may be more to read at once. */
    record Fed(int queued, boolean more) {

        private static final Fed NOTHING = new Fed(0, false);
    }

    /** Reads on in the feed and queues what is to be told. */
    Fed feed(Destination destination, String owner) {
        long room = MAX_PENDING - outbox.pending(destination.name());
        if (room <= 0) {
            return Fed.NOTHING;
        }
        long position = outbox.position(destination.name());
        List<ChangeEvent> events = feed.read(position, (int) Math.min(room, BATCH));
        if (events.isEmpty()) {
            return Fed.NOTHING;
        }
        List<Draft> drafts = new ArrayList<>();
        for (ChangeEvent event : events) {
            drafts.addAll(drafts(destination, event));
        }
        boolean held = outbox.append(destination.name(), owner, events.getLast().position(), drafts);
        if (!held) {
            return Fed.NOTHING;
        }
        drafts.forEach(draft -> metrics.countQueued(
                destination.name(), draft.event(), draft.notSaid().size()));
        return new Fed(drafts.size(), events.size() == BATCH);
    }

    private List<Draft> drafts(Destination destination, ChangeEvent event) {
        List<Draft> drafts = new ArrayList<>();
        boolean isOwn =
                destination.exceptFrom().stream().anyMatch(name -> event.actor().equals("Connection/" + name));
        if (isOwn) {
            return drafts;
        }
        Caller caller = Caller.system("Client/gateway", "mllp-out:" + destination.name(), event.trace());
        Set<String> seen = new HashSet<>();
        for (ChangedResource changed : event.resources()) {
            boolean told = changed.operation() != Operation.DELETE && OutgoingEvents.isTold(changed.type());
            if (told && seen.add(changed.type() + '/' + changed.id())) {
                draft(destination, event, changed, caller).ifPresent(drafts::add);
            }
        }
        return withoutRepetitions(drafts);
    }

    /** A visit's message tells of the person too, so that of the same transaction about the person alone says nothing more. */
    private static List<Draft> withoutRepetitions(List<Draft> drafts) {
        Set<String> visitors = drafts.stream()
                .filter(draft -> draft.resource().startsWith("Encounter/"))
                .map(Draft::patient)
                .collect(Collectors.toSet());
        return drafts.stream()
                .filter(draft -> !draft.event().equals("ADT^A31") || !visitors.contains(draft.patient()))
                .toList();
    }

    private Optional<Draft> draft(Destination destination, ChangeEvent event, ChangedResource changed, Caller caller) {
        Optional<StoredResource> current = record.read(caller, changed.type(), changed.id());
        if (current.isEmpty() || current.get().version() > changed.version()) {
            return Optional.empty();
        }
        FhirObject focus = current.get().resource();
        String reference = changed.type() + '/' + changed.id();
        byte[] earlier =
                changed.type().equals("Appointment") ? outbox.newestAbout(destination.name(), reference) : new byte[0];
        Optional<String> message = OutgoingEvents.of(destination, changed.operation(), focus, earlier);
        if (message.isEmpty()) {
            return Optional.empty();
        }
        Optional<OutgoingContent> content = OutgoingContent.of(record, caller, focus);
        if (content.isPresent() && !isMeant(destination, content.get(), focus, caller)) {
            return Optional.empty();
        }
        String controlId = controlId();
        Writing writing = content.isEmpty()
                ? new Writing.Refused(
                        Writing.Kind.UNSUITABLE_CONTENT,
                        "resources (expected: at most " + OutgoingContent.MAX_RESOURCES + ")")
                : writer.write(message.get(), content.get().toMessageContent(), context(destination, controlId));
        String patient = content.map(OutgoingContent::patient).orElse(reference);
        return Optional.of(
                switch (writing) {
                    case Writing.Written(var written, var notSaid) ->
                        new Draft(
                                event.position(),
                                reference,
                                changed.version(),
                                message.get(),
                                patient,
                                controlId,
                                written.toBytes(),
                                texts(notSaid),
                                "");
                    case Writing.Refused(var kind, var reason) ->
                        refused(event, reference, changed.version(), message.get(), patient, controlId, reason);
                });
    }

    private static Draft refused(
            ChangeEvent event,
            String reference,
            long version,
            String message,
            String patient,
            String controlId,
            String reason) {
        LOG.warn("event=message-not-written message={} resource={} reason=\"{}\"", message, reference, reason);
        return new Draft(
                event.position(), reference, version, message, patient, controlId, new byte[0], List.of(), reason);
    }

    private static List<String> texts(List<NotSaid> notSaid) {
        return notSaid.stream()
                .limit(MAX_NOT_SAID)
                .map(each -> each.resource() + ' ' + each.element())
                .toList();
    }

    /** Whether the destination's search finds the resource, one that it refers to, or one of its patient. */
    private boolean isMeant(Destination destination, OutgoingContent content, FhirObject focus, Caller caller) {
        String type = destination.searchType();
        List<String> ids = focus.resourceType().equals(type) ? List.of(String.valueOf(focus.id())) : content.ids(type);
        String patient = content.patient();
        String within = !ids.isEmpty() ? "_id=" + String.join(",", ids) : patient == null ? "" : "patient=" + patient;
        if (within.isEmpty()) {
            return false;
        }
        try {
            return !record.search(caller, type, query(destination.searchQuery(), within))
                    .matches()
                    .isEmpty();
        } catch (HaiheException unknown) {
            // A type that no patient has: it can only be found among what the message is made of.
            if (ids.isEmpty() && unknown.code().httpStatus() < 500) {
                return false;
            }
            throw unknown;
        }
    }

    private static String query(String query, String within) {
        return query.isEmpty() ? within + "&_count=1" : query + '&' + within + "&_count=1";
    }

    private WritingContext context(Destination destination, String controlId) {
        return new WritingContext(
                destination.name(),
                destination.sender().application(),
                destination.sender().facility(),
                destination.receiver().application(),
                destination.receiver().facility(),
                controlId,
                OffsetDateTime.now(clock.withZone(destination.zone())),
                destination.charset(),
                destination.authoritySystems());
    }

    private static String controlId() {
        byte[] random = new byte[CONTROL_ID_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
