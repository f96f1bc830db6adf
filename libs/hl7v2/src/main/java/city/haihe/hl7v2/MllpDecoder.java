package city.haihe.hl7v2;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages in a stream of bytes framed by MLLP (HL7 v2 Transport Specification: MLLP, release 1): a start byte 0x0B,
 * the content, and 0x1C 0x0D. Bytes between frames are skipped; a start byte inside a frame begins a new one, since its sender gave
 * the first up. Not safe for use by several threads.
 */
public final class MllpDecoder {

    /** Begins a frame. */
    public static final byte START = 0x0b;

    /** Ends a frame's content. */
    public static final byte END = 0x1c;

    /** Follows the end. */
    public static final byte CARRIAGE_RETURN = 0x0d;

    /** Most messages are smaller. */
    private static final int USUAL_BYTES = 4096;

    /** What stands between two bytes. */
    private enum State {
        OUTSIDE,
        INSIDE,
        AFTER_END
    }

    private final int maxBytes;
    private ByteArrayOutputStream content = new ByteArrayOutputStream(USUAL_BYTES);
    private State state = State.OUTSIDE;
    private int position;

    /** A decoder that takes messages of at most so many bytes. */
    public MllpDecoder(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A message is longer than is taken. */
    public static final class TooLargeException extends Exception {
        private TooLargeException(int maxBytes) {
            super("message of more than " + maxBytes + " bytes (expected: at most " + maxBytes + ")");
        }
    }

    /**
     * Reads on from {@link #position()} to {@code to} and answers the next whole message, or null where the bytes are used
     * up. Call again with the same buffer until it answers null.
     */
    public byte @Nullable [] next(byte[] buffer, int to) throws TooLargeException {
        while (position < to) {
            byte b = buffer[position++];
            switch (state) {
                case OUTSIDE -> {
                    if (b == START) {
                        state = State.INSIDE;
                    }
                }
                case INSIDE -> {
                    if (b == END) {
                        state = State.AFTER_END;
                    } else if (b == START) {
                        content.reset();
                    } else {
                        append(b);
                    }
                }
                case AFTER_END -> {
                    if (b == CARRIAGE_RETURN) {
                        byte[] message = content.toByteArray();
                        reset();
                        return message;
                    }
                    if (b == START) {
                        content.reset();
                        state = State.INSIDE;
                        continue;
                    }
                    // 0x1C inside the content: it belongs to the message, unless the end follows now.
                    append(END);
                    if (b != END) {
                        append(b);
                        state = State.INSIDE;
                    }
                }
            }
        }
        position = 0;
        return null;
    }

    private void append(byte b) throws TooLargeException {
        if (content.size() >= maxBytes) {
            reset();
            throw new TooLargeException(maxBytes);
        }
        content.write(b);
    }

    private void reset() {
        // A buffer that grew is given up: a connection that was sent a document once is not to hold its size all day.
        if (content.size() > USUAL_BYTES) {
            content = new ByteArrayOutputStream(USUAL_BYTES);
        } else {
            content.reset();
        }
        state = State.OUTSIDE;
    }

    /** Where in the buffer it reads on. */
    public int position() {
        return position;
    }

    /** Whether a message was begun and has not ended. */
    public boolean isInside() {
        return state != State.OUTSIDE;
    }

    /** How many bytes of a message that was begun are held. */
    public int heldBytes() {
        return content.size();
    }

    /** The message in a frame. */
    public static byte[] frame(byte[] message) {
        byte[] frame = new byte[message.length + 3];
        frame[0] = START;
        System.arraycopy(message, 0, frame, 1, message.length);
        frame[frame.length - 2] = END;
        frame[frame.length - 1] = CARRIAGE_RETURN;
        return frame;
    }
}
