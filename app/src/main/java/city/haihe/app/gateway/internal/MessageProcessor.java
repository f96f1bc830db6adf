package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.platform.Caller;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCategory;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Traces;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.ClinicalRecord.RecordSession;
import city.haihe.hl7v2.Acknowledgement;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.Translation;
import city.haihe.v2fhir.Translation.Translated;
import city.haihe.v2fhir.TranslationContext;
import java.net.InetAddress;
import java.sql.SQLException;
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

    /** Stands for the connection where there is none. */
    private static final String UNKNOWN = "none";

    /** Faults of ours that are gone when the message comes again. */
    private static final Set<ErrorCode> PASSING =
            EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.TIME_LIMIT, ErrorCode.TOO_MANY_REQUESTS);

    private final ConnectionStore connections;
    private final Inbox inbox;
    private final DeadLetters deadLetters;
    private final Database database;
    private final ClinicalRecord record;
    private final Interpreter interpreter;
    private final MessageMetrics metrics;
    private final Clock clock;

    MessageProcessor(
            ConnectionStore connections,
            Inbox inbox,
            DeadLetters deadLetters,
            Database database,
            ClinicalRecord record,
            Interpreter interpreter,
            MessageMetrics metrics,
            Clock clock) {
        this.connections = connections;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
        this.database = database;
        this.record = record;
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
        return refuse(received, UNKNOWN, Refusal.unknownSender(), System.nanoTime())
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
        String name = UNKNOWN;
        try {
            Optional<Connection> connection = lookup.get();
            if (connection.isEmpty()) {
                return refuse(received, name, Refusal.unknownSender(), started);
            }
            name = connection.get().name();
            return switch (interpreter.parse(received.bytes(), connection.get())) {
                case ParseResult.Malformed malformed -> refuse(received, name, Refusal.of(malformed), started);
                case ParseResult.Parsed parsed ->
                    translate(
                            received.withControlId(parsed.message().controlId()),
                            connection.get(),
                            parsed.message(),
                            started);
            };
        } catch (HaiheException failed) {
            return failed(received, name, failed, failed.code(), started);
        } catch (RuntimeException fault) {
            return failed(received, name, fault, ErrorCode.INTERNAL, started);
        }
    }

    /**
     * Nothing was committed, or nobody knows. What is our own fault is kept, since sending it again will not mend it. While
     * something of ours is away for now nothing can be kept, and the sender, who still has the message, is left without an answer.
     */
    private Answer failed(Received received, String connection, RuntimeException failed, ErrorCode code, long started) {
        if (PASSING.contains(code)) {
            LOG.warn("event=message-unanswered code={} trace={}", code.code(), received.trace());
            metrics.countUnanswered(connection);
            throw failed;
        }
        LOG.error("event=message-fault code={} trace={}", code.code(), received.trace(), failed);
        Refusal refusal = Refusal.internal(ErrorCode.INTERNAL, "the message was not stored, by a fault of ours");
        return refuse(received, connection, refusal, started);
    }

    private Answer translate(Received received, Connection connection, Message message, long started) {
        Refusal header = headerRefusal(message);
        if (header != null) {
            return refuse(received, message, connection, header, started);
        }
        return switch (interpreter.translate(message, connection, received.at())) {
            case Translation.Refused refused -> refuse(received, message, connection, Refusal.of(refused), started);
            case Translated translated -> commit(received, connection, message, translated, started);
        };
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

    private Answer commit(
            Received received, Connection connection, Message message, Translated translated, long started) {
        byte[] accepted = Acknowledgement.to(message, Acknowledgement.Code.AA, now(connection), received.trace(), null);
        Inbox.Claim claim;
        try {
            claim = database.transaction(
                    transaction -> carryOut(transaction, received, connection, message, translated, accepted));
        } catch (HaiheException refused) {
            if (refused.code().category() != ErrorCategory.USER) {
                throw refused;
            }
            // The record did not take what the mapping made, which is for the mapping's author to mend.
            Refusal refusal = Refusal.notTaken(String.valueOf(refused.getMessage()));
            return refuse(received, message, connection, refusal, started);
        }
        return switch (claim) {
            case Inbox.Claim.New _ -> {
                metrics.count(connection.name(), Acknowledgement.Code.AA, started);
                metrics.countUnmapped(connection.name(), translated.unmapped());
                yield new Answer(Acknowledgement.Code.AA, accepted, message.charset());
            }
            case Inbox.Claim.Repeated repeated -> {
                metrics.countRepeated(connection.name());
                yield new Answer(Acknowledgement.Code.AA, repeated.acknowledgement(), message.charset());
            }
            case Inbox.Claim.Reused _ -> refuse(received, message, connection, Refusal.controlIdReused(), started);
        };
    }

    private Inbox.Claim carryOut(
            Transaction transaction,
            Received received,
            Connection connection,
            Message message,
            Translated translated,
            byte[] accepted)
            throws SQLException {
        // Not the connection's name: a sender whose connection was renamed is still the same sender.
        String sender = message.sendingApplication() + "|" + message.sendingFacility();
        Inbox.Claim claim = inbox.claim(transaction, received, sender, connection.name(), accepted);
        if (claim instanceof Inbox.Claim.New) {
            Caller caller =
                    Caller.system("Connection/" + connection.name(), "mllp:" + connection.name(), received.trace());
            RecordSession session = record.open(transaction, caller);
            new ChangeWriter(session, connection, received).write(translated);
            session.finish();
        }
        return claim;
    }

    private Answer refuse(Received received, Message message, Connection connection, Refusal refusal, long started) {
        note(received, connection.name(), refusal, started);
        byte[] acknowledgement = Acknowledgement.to(
                message, refusal.acknowledgement(), now(connection), received.trace(), refusal.error());
        return new Answer(refusal.acknowledgement(), acknowledgement, message.charset());
    }

    private Answer refuse(Received received, String connection, Refusal refusal, long started) {
        note(received, connection, refusal, started);
        return broken(received, refusal);
    }

    /** Keeps what is refused before anybody is told. */
    private void note(Received received, String connection, Refusal refusal, long started) {
        if (received.letter() == null) {
            deadLetters.keep(received, connection, refusal);
        } else {
            deadLetters.stillRefused(received.letter(), refusal);
        }
        metrics.count(connection, refusal.acknowledgement(), started);
        LOG.info(
                "event=message-refused connection={} code={} segment={} field={} trace={}",
                connection,
                refusal.code().code(),
                refusal.segment(),
                refusal.field(),
                received.trace());
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
