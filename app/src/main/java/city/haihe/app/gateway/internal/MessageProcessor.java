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
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.Translation;
import city.haihe.v2fhir.Translation.Translated;
import city.haihe.v2fhir.TranslationContext;
import city.haihe.v2fhir.Translator;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
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

    private final ConnectionStore connections;
    private final Inbox inbox;
    private final DeadLetters deadLetters;
    private final Database database;
    private final ClinicalRecord record;
    private final Translator translator;
    private final MessageMetrics metrics;
    private final Clock clock;

    /** How a message finds its connection. */
    private interface Sender {
        Optional<Connection> connection(String application, String facility);
    }

    MessageProcessor(
            ConnectionStore connections,
            Inbox inbox,
            DeadLetters deadLetters,
            Database database,
            ClinicalRecord record,
            Translator translator,
            MessageMetrics metrics,
            Clock clock) {
        this.connections = connections;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
        this.database = database;
        this.record = record;
        this.translator = translator;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Carries out a message and answers the acknowledgement's bytes; never throws for what a peer can cause. */
    @Override
    public byte[] process(byte[] bytes, InetAddress sender) {
        return process(bytes, (application, facility) -> connections.of(application, facility, sender));
    }

    /** Carries out a message that was refused before, as if it came in now from where it may come from. */
    byte[] replay(byte[] bytes) {
        return process(bytes, connections::of);
    }

    private byte[] process(byte[] bytes, Sender sender) {
        Received received = Received.of(bytes, clock.instant(), Traces.next());
        long started = System.nanoTime();
        try {
            return route(received, sender, started);
        } catch (HaiheException failed) {
            // Nothing is committed and nothing can be kept: the sender still has the message and is told to try again.
            LOG.warn("event=message-failed code={} trace={}", failed.code().code(), received.trace());
            metrics.count("none", Acknowledgement.Code.AE, started);
            ErrorCode code = failed.code().category() == ErrorCategory.RESOURCE ? failed.code() : ErrorCode.INTERNAL;
            return broken(received, Refusal.internal(code, "the message was not stored; send it again"));
        } catch (RuntimeException fault) {
            // A fault of ours that this message brings out: without an answer it would come again and block its sender.
            LOG.error("event=message-fault trace={}", received.trace(), fault);
            return refuseForFault(received, started);
        }
    }

    private byte[] refuseForFault(Received received, long started) {
        Refusal refusal = Refusal.internal(ErrorCode.INTERNAL, "the message was kept aside: a fault of the receiver");
        try {
            return refuse(received, "none", refusal, started);
        } catch (RuntimeException notKept) {
            LOG.error("event=dead-letter-failed trace={}", received.trace(), notKept);
            return broken(received, Refusal.internal(ErrorCode.INTERNAL, "the message was not stored; send it again"));
        }
    }

    @Override
    public byte[] refuseTooLarge(int maxBytes) {
        return broken(Received.of(new byte[0], clock.instant(), Traces.next()), Refusal.tooLarge(maxBytes));
    }

    private byte[] route(Received received, Sender sender, long started) {
        String application = firstComponent(Acknowledgement.headerField(received.bytes(), 3));
        String facility = firstComponent(Acknowledgement.headerField(received.bytes(), 4));
        Optional<Connection> connection = sender.connection(application, facility);
        if (connection.isEmpty()) {
            return refuse(received, "none", Refusal.unknownSender(), started);
        }
        return switch (Message.parse(received.bytes(), connection.get().charset())) {
            case ParseResult.Malformed malformed ->
                refuse(received, connection.get().name(), Refusal.of(malformed), started);
            case ParseResult.Parsed parsed -> translate(received, connection.get(), parsed.message(), started);
        };
    }

    private static String firstComponent(String field) {
        int end = field.indexOf('^');
        return end < 0 ? field : field.substring(0, end);
    }

    private byte[] translate(Received received, Connection connection, Message message, long started) {
        if (message.messageCode().isEmpty()) {
            return refuse(received, message, connection, Refusal.missingHeaderField(9, "a message type"), started);
        }
        if (message.controlId().isEmpty()) {
            return refuse(received, message, connection, Refusal.missingHeaderField(10, "a control id"), started);
        }
        TranslationContext context = new TranslationContext(
                connection.name(),
                connection.zone(),
                null,
                connection.organisationName(),
                connection.authoritySystems(),
                received.at());
        return switch (translator.translate(message, context)) {
            case Translation.Refused refused -> refuse(received, message, connection, Refusal.of(refused), started);
            case Translated translated -> commit(received, connection, message, translated, started);
        };
    }

    private byte[] commit(
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
            Refusal refusal = Refusal.internal(ErrorCode.UNMAPPABLE_MESSAGE, String.valueOf(refused.getMessage()));
            return refuse(received, message, connection, refusal, started);
        }
        return switch (claim) {
            case Inbox.Claim.New _ -> {
                metrics.count(connection.name(), Acknowledgement.Code.AA, started);
                metrics.countUnmapped(connection.name(), translated.unmapped());
                yield accepted;
            }
            case Inbox.Claim.Repeated repeated -> {
                metrics.countRepeated(connection.name());
                yield repeated.acknowledgement();
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
        String sender = connection.name() + "|" + message.sendingApplication() + "|" + message.sendingFacility();
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

    private byte[] refuse(Received received, Message message, Connection connection, Refusal refusal, long started) {
        deadLetters.keep(received, connection.name(), refusal);
        metrics.count(connection.name(), refusal.acknowledgement(), started);
        LOG.info(
                "event=message-refused connection={} code={} segment={} field={} trace={}",
                connection.name(),
                refusal.code().code(),
                refusal.segment(),
                refusal.field(),
                received.trace());
        return Acknowledgement.to(
                message, refusal.acknowledgement(), now(connection), received.trace(), refusal.error());
    }

    private byte[] refuse(Received received, String connection, Refusal refusal, long started) {
        deadLetters.keep(received, connection, refusal);
        metrics.count(connection, refusal.acknowledgement(), started);
        LOG.info(
                "event=message-refused connection={} code={} trace={}",
                connection,
                refusal.code().code(),
                received.trace());
        return broken(received, refusal);
    }

    private byte[] broken(Received received, Refusal refusal) {
        return Acknowledgement.toBroken(
                received.bytes(),
                refusal.acknowledgement(),
                OffsetDateTime.ofInstant(received.at(), TranslationContext.DEFAULT_ZONE),
                received.trace(),
                refusal.error());
    }

    private OffsetDateTime now(Connection connection) {
        Instant now = clock.instant();
        return OffsetDateTime.ofInstant(now, connection.zone());
    }
}
