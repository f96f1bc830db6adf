package city.haihe.app.gateway.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.hl7v2.Batch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * What comes in at any door: a message, or a batch of them whose answer is a batch of acknowledgements. Waits for the sender's turn
 * before each message; who calls does not read on meanwhile.
 */
@Component
class Intake {

    /** Two names of the longest kind with their delimiters; what is longer is refused anyway. */
    private static final int MAX_SENDER_BYTES = 1024;

    /** Decides whether a peer may send a message. */
    @FunctionalInterface
    interface Gate {
        boolean admits(byte[] message, Peer peer);
    }

    private final Gate gate;
    private final MessageHandler handler;
    private final Capacity capacity;

    Intake(Gate gate, MessageHandler handler, Capacity capacity) {
        this.gate = gate;
        this.handler = handler;
        this.capacity = capacity;
    }

    /**
     * Has what came in one frame or body carried out and answers what is to be sent back, in order.
     *
     * @throws HaiheException where something of ours is away for now: the sender gets no answer and tries
     *     again. What was accepted before it in a batch is then a repetition.
     */
    List<byte[]> take(byte[] content, Peer peer) {
        if (!Batch.isBatch(content)) {
            return AcknowledgementMode.answers(content, one(content, peer));
        }
        Batch batch = Batch.parse(content);
        List<byte[]> acknowledgements = new ArrayList<>();
        for (byte[] message : batch.messages()) {
            acknowledgements.add(one(message, peer));
        }
        return List.of(batch.answer(acknowledgements));
    }

    /** Has one message carried out and answers its application acknowledgement. */
    byte[] one(byte[] message, Peer peer) {
        if (!capacity.awaitTurn(sender(message), message.length)) {
            throw new HaiheException(ErrorCode.TOO_MANY_REQUESTS, "too many messages are waiting; send it again");
        }
        try {
            return gate.admits(message, peer)
                    ? handler.process(message, peer.address())
                    : handler.refuseSender(message);
        } finally {
            capacity.endTurn(message.length);
        }
    }

    /** What senders are told apart by while they wait: MSH-3 and MSH-4 as bytes, in whichever charset they are. */
    private static String sender(byte[] message) {
        int separators = 0;
        int from = 0;
        int to = 0;
        while (to < message.length && to < MAX_SENDER_BYTES && separators < 4 && message[to] != '\r') {
            if (message.length > 3 && message[to] == message[3] && ++separators == 2) {
                from = to;
            }
            to++;
        }
        return new String(message, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The answer to a message that was too large to be read. */
    byte[] refuseTooLarge() {
        return handler.refuseTooLarge(MllpServer.MAX_MESSAGE_BYTES);
    }
}
