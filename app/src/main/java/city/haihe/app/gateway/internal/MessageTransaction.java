package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ErrorCategory;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.ClinicalRecord.SharedSession;
import city.haihe.app.record.ClinicalRecord.Sought;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages in one transaction: what was received before is told by one look, what the others change is looked for, locked and
 * written together, and each is an event of the feed by itself. Each sees what those before it have written.
 */
final class MessageTransaction {

    private final Inbox inbox;
    private final DeadLetters deadLetters;
    private final ClinicalRecord record;

    MessageTransaction(Inbox inbox, DeadLetters deadLetters, ClinicalRecord record) {
        this.inbox = inbox;
        this.deadLetters = deadLetters;
        this.record = record;
    }

    /**
     * Carries the messages out, in their order; no two may have the same key.
     *
     * @return what becomes of each when the transaction is committed
     * @throws HaiheException where one of them must not share a transaction
     */
    List<Committed> run(Transaction transaction, List<Prepared> messages) throws SQLException {
        List<Prepared.Taken> taken = new ArrayList<>();
        for (Prepared message : messages) {
            if (message instanceof Prepared.Taken one) {
                taken.add(one);
            }
        }
        Map<Inbox.Key, Inbox.Known> known =
                inbox.claim(transaction, taken.stream().map(Prepared.Taken::key).toList());
        List<Sought> sought = new ArrayList<>();
        for (Prepared.Taken message : taken) {
            if (!known.containsKey(message.key())) {
                sought.addAll(ChangeWriter.sought(message.translated()));
            }
        }
        SharedSession session = record.share(transaction);
        session.prepare(sought);
        List<Committed> committed = new ArrayList<>(messages.size());
        List<Prepared.Taken> accepted = new ArrayList<>(taken.size());
        List<DeadLetters.Letter> letters = new ArrayList<>();
        for (Prepared message : messages) {
            Committed outcome = switch (message) {
                case Prepared.Refused refused -> new Committed.Refused(refused.refusal());
                case Prepared.Taken one -> carryOut(session, one, known.get(one.key()));
            };
            committed.add(outcome);
            switch (outcome) {
                case Committed.Accepted _ -> accepted.add((Prepared.Taken) message);
                case Committed.Refused(Refusal refusal) ->
                    letters.add(new DeadLetters.Letter(message.received(), message.connectionName(), refusal));
                case Committed.Repeated _ -> {
                    // Nothing of it is stored a second time.
                }
            }
        }
        inbox.add(transaction, accepted);
        deadLetters.keep(transaction, letters);
        session.finish();
        return committed;
    }

    private static Committed carryOut(SharedSession session, Prepared.Taken message, Inbox.@Nullable Known known)
            throws SQLException {
        if (known != null) {
            return known.isSame(message.received())
                    ? new Committed.Repeated(known.acknowledgement())
                    : new Committed.Refused(Refusal.controlIdReused());
        }
        String connection = message.connection().name();
        Caller caller = Caller.system(
                "Connection/" + connection,
                "mllp:" + connection,
                message.received().trace());
        ChangeWriter writer = new ChangeWriter(session.open(caller), message.connection(), message.received());
        try {
            writer.write(message.translated());
            return new Committed.Accepted();
        } catch (HaiheException refused) {
            if (writer.hasBegun() || refused.code().category() != ErrorCategory.USER) {
                throw refused;
            }
            // The record did not take what the mapping made, which is for the mapping's author to mend.
            return new Committed.Refused(Refusal.notTaken(String.valueOf(refused.getMessage())));
        }
    }
}
