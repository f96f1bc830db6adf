package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Traces;
import city.haihe.hl7v2.Acknowledgement;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.Translation;
import city.haihe.v2fhir.Translation.Translated;
import city.haihe.v2fhir.TranslationContext;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes a message and answers its acknowledgement. AA means that the message, everything it changed and the note that it was
 * received were committed in one transaction; AE and AR mean that nothing of it was stored but the dead letter.
 */
@Component
class MessageProcessor implements MessageHandler {

    private static final Logger LOG = LoggerFactory.getLogger(MessageProcessor.class);

    /** Faults of ours that are gone when the message comes again. */
    private static final Set<ErrorCode> PASSING =
            EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.TIME_LIMIT, ErrorCode.TOO_MANY_REQUESTS);

    private final ConnectionStore connections;
    private final MessageGroups groups;
    private final Interpreter interpreter;
    private final MessageMetrics metrics;
    private final Clock clock;

    MessageProcessor(
            ConnectionStore connections,
            MessageGroups groups,
            Interpreter interpreter,
            MessageMetrics metrics,
            Clock clock) {
        this.connections = connections;
        this.groups = groups;
        this.interpreter = interpreter;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Carries out a message and answers the acknowledgement; throws nothing that a peer can cause. */
    @Override
    public byte[] process(byte[] bytes, InetAddress sender) {
        Received received = Received.of(bytes, clock.instant(), Traces.next());
        return answer(received, () -> connections.of(bytes, sender)).bytes();
    }

    /** Carries out a dead letter's bytes again, wherever they once came from. */
    Answer replay(long letter, byte[] bytes) {
        Received received = Received.again(letter, bytes, clock.instant(), Traces.next());
        return answer(received, () -> connections.ofReplayed(bytes));
    }

    @Override
    public byte[] refuseSender(byte[] bytes) {
        Received received = Received.of(bytes, clock.instant(), Traces.next());
        return commit(new Prepared.Refused(received, null, null, Refusal.unknownSender()), System.nanoTime())
                .bytes();
    }

    @Override
    public byte[] refuseTooLarge(int maxBytes) {
        return refuseUnread(new byte[0], Refusal.tooLarge(maxBytes));
    }

    private byte[] refuseUnread(byte[] bytes, Refusal refusal) {
        return broken(Received.of(bytes, clock.instant(), Traces.next()), refusal)
                .bytes();
    }

    private Answer answer(Received received, Supplier<Optional<Connection>> lookup) {
        long started = System.nanoTime();
        Optional<Connection> connection = Optional.empty();
        try {
            connection = lookup.get();
            Prepared prepared = connection.isEmpty()
                    ? new Prepared.Refused(received, null, null, Refusal.unknownSender())
                    : prepare(received, connection.get());
            return commit(prepared, started);
        } catch (HaiheException failed) {
            return failed(received, connection.orElse(null), failed, failed.code(), started);
        } catch (RuntimeException fault) {
            return failed(received, connection.orElse(null), fault, ErrorCode.INTERNAL, started);
        }
    }

    private Prepared prepare(Received received, Connection connection) {
        return switch (interpreter.parse(received.bytes(), connection)) {
            case ParseResult.Malformed malformed ->
                new Prepared.Refused(received, connection, null, Refusal.of(malformed));
            case ParseResult.Parsed parsed ->
                translate(received.withControlId(parsed.message().controlId()), connection, parsed.message());
        };
    }

    private Prepared translate(Received received, Connection connection, Message message) {
        Refusal header = headerRefusal(message);
        if (header != null) {
            return new Prepared.Refused(received, connection, message, header);
        }
        return switch (interpreter.translate(message, connection, received.at())) {
            case Translation.Refused refused ->
                new Prepared.Refused(received, connection, message, Refusal.of(refused));
            case Translated translated ->
                new Prepared.Taken(
                        received,
                        connection,
                        message,
                        translated,
                        Acknowledgement.to(message, Acknowledgement.Code.AA, now(connection), received.trace(), null),
                        Inbox.Key.of(
                                message.sendingApplication() + "|" + message.sendingFacility(), message.controlId()));
        };
    }

    /** Answers once what became of the message is durable. */
    private Answer commit(Prepared prepared, long started) {
        return switch (groups.commit(prepared)) {
            case Committed.Accepted _ -> accepted((Prepared.Taken) prepared, started);
            case Committed.Repeated(byte[] acknowledgement) -> {
                metrics.countRepeated(prepared.connectionName());
                yield new Answer(
                        Acknowledgement.Code.AA,
                        acknowledgement,
                        ((Prepared.Taken) prepared).message().charset());
            }
            case Committed.Refused(Refusal refusal) -> refused(prepared, refusal, started);
        };
    }

    private Answer accepted(Prepared.Taken taken, long started) {
        metrics.count(taken.connectionName(), Acknowledgement.Code.AA, started);
        metrics.countUnmapped(taken.connectionName(), taken.translated().unmapped());
        return new Answer(
                Acknowledgement.Code.AA, taken.accepted(), taken.message().charset());
    }

    private Answer refused(Prepared prepared, Refusal refusal, long started) {
        metrics.count(prepared.connectionName(), refusal.acknowledgement(), started);
        LOG.info(
                "event=message-refused connection={} code={} segment={} field={} trace={}",
                prepared.connectionName(),
                refusal.code().code(),
                refusal.segment(),
                refusal.field(),
                prepared.received().trace());
        return switch (prepared) {
            case Prepared.Taken taken -> refused(taken.received(), taken.connection(), taken.message(), refusal);
            case Prepared.Refused known -> {
                Connection connection = known.connection();
                Message message = known.message();
                yield connection == null || message == null
                        ? broken(known.received(), refusal)
                        : refused(known.received(), connection, message, refusal);
            }
        };
    }

    private Answer refused(Received received, Connection connection, Message message, Refusal refusal) {
        byte[] acknowledgement = Acknowledgement.to(
                message, refusal.acknowledgement(), now(connection), received.trace(), refusal.error());
        return new Answer(refusal.acknowledgement(), acknowledgement, message.charset());
    }

    /**
     * Nothing was committed, or nobody knows. What is our own fault is kept, since sending it again will not mend it. While
     * something of ours is away for now nothing can be kept, and the sender, who still has the message, is left without an answer.
     */
    private Answer failed(
            Received received, @Nullable Connection connection, RuntimeException failed, ErrorCode code, long started) {
        if (PASSING.contains(code)) {
            LOG.warn("event=message-unanswered code={} trace={}", code.code(), received.trace());
            metrics.countUnanswered(connection == null ? Prepared.Refused.NO_CONNECTION : connection.name());
            throw failed;
        }
        LOG.error("event=message-fault code={} trace={}", code.code(), received.trace(), failed);
        Refusal refusal = Refusal.internal(ErrorCode.INTERNAL, "the message was not stored, by a fault of ours");
        return commit(new Prepared.Refused(received, connection, null, refusal), started);
    }

    /** What is wrong with the fields that every message needs and that a sender and a repetition are known by. */
    private static @Nullable Refusal headerRefusal(Message message) {
        if (message.messageCode().isEmpty()) {
            return Refusal.missingHeaderField(9, "a message type");
        }
        if (message.controlId().isEmpty()) {
            return Refusal.missingHeaderField(10, "a control id");
        }
        if (!isHeaderText(message.sendingApplication())) {
            return Refusal.invalidHeaderField(3);
        }
        if (!isHeaderText(message.sendingFacility())) {
            return Refusal.invalidHeaderField(4);
        }
        return isHeaderText(message.controlId()) ? null : Refusal.invalidHeaderField(10);
    }

    private static boolean isHeaderText(String text) {
        return text.length() <= Refusal.MAX_HEADER_TEXT && text.chars().noneMatch(Character::isISOControl);
    }

    private Answer broken(Received received, Refusal refusal) {
        byte[] acknowledgement = Acknowledgement.toBroken(
                received.bytes(),
                refusal.acknowledgement(),
                OffsetDateTime.ofInstant(received.at(), TranslationContext.DEFAULT_ZONE),
                received.trace(),
                refusal.error());
        return new Answer(refusal.acknowledgement(), acknowledgement, Hl7Charset.UTF_8);
    }

    private OffsetDateTime now(Connection connection) {
        Instant now = clock.instant();
        return OffsetDateTime.ofInstant(now, connection.zone());
    }
}
