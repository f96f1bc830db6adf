package city.haihe.app.gateway.internal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a destination's queue, without its bytes.
 *
 * @param id its place in the queue
 * @param resource what it tells about, such as {@code DiagnosticReport/1}
 * @param version which version of it
 * @param event its type and trigger event
 * @param patient the id of the patient whose messages keep their order
 * @param controlId MSH-10, the same however often it is sent
 * @param state where it stands
 * @param createdAt when it was queued
 * @param sentAt when it was sent last
 * @param answeredAt when its last acknowledgement came
 * @param timesSent how often it was sent; more than once where no acknowledgement was seen, or one that asked for it
 * @param timesRefused how often it was answered AE
 * @param acknowledgement MSA-1 of the last acknowledgement
 * @param reason why it stands where it does
 * @param notSaid what of the resources it does not say, as far as that is kept
 */
record OutgoingMessage(
        long id,
        String resource,
        long version,
        String event,
        String patient,
        String controlId,
        State state,
        Instant createdAt,
        @Nullable Instant sentAt,
        @Nullable Instant answeredAt,
        int timesSent,
        int timesRefused,
        String acknowledgement,
        String reason,
        List<String> notSaid) {

    OutgoingMessage {
        notSaid = List.copyOf(notSaid);
    }

    /** Where a message stands. */
    enum State {
        /** It was never sent, or was answered with an error that may pass. */
        WAITING,
        /** It was sent, and no acknowledgement was seen: the receiver may have it or not. It is sent again. */
        SENT,
        /** The receiver has it. It is never sent again. */
        ACKNOWLEDGED,
        /** It was refused for good, or could not be made. */
        DEAD,
        /** An operator gave it up. */
        SKIPPED
    }

    /** A message to be queued; {@code message} is empty where it could not be made, and {@code reason} says why. */
    record Draft(
            long position,
            String resource,
            long version,
            String event,
            String patient,
            String controlId,
            byte[] message,
            List<String> notSaid,
            String reason) {}

    /** A message that is ready to be sent. */
    record Ready(long id, String controlId, String patient, boolean due, byte[] message) {}
}
