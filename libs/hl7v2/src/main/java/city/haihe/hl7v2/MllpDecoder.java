package city.haihe.hl7v2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages in a stream of bytes framed by MLLP (HL7 v2 Transport Specification: MLLP, release 1): a start byte 0x0B,
 * the content, and 0x1C 0x0D. Bytes between frames are skipped, up to {@link #MAX_SKIPPED_BYTES}; a start byte inside a frame
 * begins a new one, since its sender gave the first up. Not safe for use by several threads.
 */
public final class MllpDecoder {

    /** Begins a frame. */
    public static final byte START = 0x0b;

    /** Ends a frame's content. */
    public static final byte END = 0x1c;

    /** Follows the end. */
    public static final byte CARRIAGE_RETURN = 0x0d;

    /** The rest of a frame that was broken off is at most about a message long; a peer that says more does not speak MLLP. */
    public static final int MAX_SKIPPED_BYTES = 64 * 1024;

    /** Most messages are smaller. */
    private static final int USUAL_BYTES = 4096;

    /** What stands between two bytes. */
    private enum State {
        OUTSIDE,
        INSIDE,
        AFTER_END
    }

    private final int maxBytes;
    private byte[] content = new byte[USUAL_BYTES];
    private int size;
    private State state = State.OUTSIDE;
    private int position;
    private int skipped;

    /** A decoder that takes messages of at most so many bytes. */
    public MllpDecoder(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A stream that cannot be read on. */
    public abstract static sealed class FramingException extends Exception
            permits TooLargeException, NotFramedException {
        private FramingException(String message) {
            super(message);
        }
    }

    /** A message is longer than is taken. */
    public static final class TooLargeException extends FramingException {
        private TooLargeException(int maxBytes) {
            super("message of more than " + maxBytes + " bytes (expected: at most " + maxBytes + ")");
        }
    }

    /** Too much came that stands in no frame. */
    public static final class NotFramedException extends FramingException {
        private NotFramedException() {
            super("more than " + MAX_SKIPPED_BYTES + " bytes outside of frames (expected: 0x0B, a message, 0x1C 0x0D)");
        }
    }

    /**
     * Reads on from {@link #position()} to {@code to} and answers the next whole message, or null where the bytes are used
     * up. Call again with the same buffer until it answers null.
     */
    public byte @Nullable [] next(byte[] buffer, int to) throws FramingException {
        while (position < to) {
            switch (state) {
                case OUTSIDE -> skip(buffer, to);
                case INSIDE -> take(buffer, to);
                case AFTER_END -> {
                    byte b = buffer[position++];
                    if (b == CARRIAGE_RETURN) {
                        byte[] message = Arrays.copyOf(content, size);
                        reset();
                        skipped = 0;
                        return message;
                    }
                    if (b == START) {
                        size = 0;
                        state = State.INSIDE;
                    } else {
                        // 0x1C inside the content: it belongs to the message, unless the end follows now.
                        append(END);
                        if (b != END) {
                            append(b);
                            state = State.INSIDE;
                        }
                    }
                }
            }
        }
        position = 0;
        return null;
    }

    private void skip(byte[] buffer, int to) throws NotFramedException {
        int from = position;
        while (position < to && buffer[position] != START) {
            position++;
        }
        skipped += position - from;
        if (skipped > MAX_SKIPPED_BYTES) {
            throw new NotFramedException();
        }
        if (position < to) {
            position++;
            state = State.INSIDE;
        }
    }

    private void take(byte[] buffer, int to) throws TooLargeException {
        int from = position;
        while (position < to && buffer[position] != START && buffer[position] != END) {
            position++;
        }
        append(buffer, from, position - from);
        if (position < to) {
            if (buffer[position++] == END) {
                state = State.AFTER_END;
            } else {
                size = 0;
            }
        }
    }

    private void append(byte b) throws TooLargeException {
        append(new byte[] {b}, 0, 1);
    }

    private void append(byte[] bytes, int from, int length) throws TooLargeException {
        if (size + length > maxBytes) {
            reset();
            throw new TooLargeException(maxBytes);
        }
        if (size + length > content.length) {
            int wanted = (int) Math.min(maxBytes, Math.max(2L * content.length, size + (long) length));
            content = Arrays.copyOf(content, wanted);
        }
        System.arraycopy(bytes, from, content, size, length);
        size += length;
    }

    private void reset() {
        // A buffer that grew is given up: a connection that was sent a document once is not to hold its size all day.
        if (content.length > USUAL_BYTES) {
            content = new byte[USUAL_BYTES];
        }
        size = 0;
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
        return size;
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
