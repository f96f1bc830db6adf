package city.haihe.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MllpDecoderTests {

    private static List<byte[]> decoded(MllpDecoder decoder, byte[] stream, int step)
            throws MllpDecoder.FramingException {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < stream.length; from += step) {
            byte[] part = Arrays.copyOfRange(stream, from, Math.min(stream.length, from + step));
            byte[] message;
            while ((message = decoder.next(part, part.length)) != null) {
                messages.add(message);
            }
        }
        return messages;
    }

    @Property(tries = 300)
    void findsTheSameMessagesHoweverTheStreamIsCut(
            @ForAll("messages") List<byte[]> messages, @ForAll @IntRange(min = 1, max = 40) int step)
            throws MllpDecoder.FramingException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            stream.writeBytes("\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            stream.writeBytes(MllpDecoder.frame(message));
        }
        assertThat(decoded(new MllpDecoder(5000), stream.toByteArray(), step))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(messages);
    }

    @Provide
    Arbitrary<List<byte[]>> messages() {
        // 0x0B begins a frame wherever it stands; 0x1C and 0x0D may stand in a message, but not one behind the other.
        return Arbitraries.of((byte) 'M', (byte) '|', (byte) 0x0d, (byte) 0x1c, (byte) 0xe7)
                .array(byte[].class)
                .ofMaxSize(60)
                .filter(MllpDecoderTests::holdsNoEnd)
                .list()
                .ofMaxSize(5);
    }

    private static boolean holdsNoEnd(byte[] message) {
        for (int index = 1; index < message.length; index++) {
            if (message[index - 1] == MllpDecoder.END && message[index] == MllpDecoder.CARRIAGE_RETURN) {
                return false;
            }
        }
        return true;
    }

    @Test
    void takesAMessageOfTheLargestSizeAndNoLarger() throws MllpDecoder.FramingException {
        byte[] largest = new byte[100_000];
        Arrays.fill(largest, (byte) 'x');
        assertThat(decoded(new MllpDecoder(100_000), MllpDecoder.frame(largest), 777))
                .singleElement()
                .isEqualTo(largest);
        assertThatThrownBy(() -> decoded(new MllpDecoder(99_999), MllpDecoder.frame(largest), 777))
                .isInstanceOf(MllpDecoder.TooLargeException.class);
    }

    @Test
    void findsTheNextFrameBehindWhatIsNone() throws MllpDecoder.FramingException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(new byte[MllpDecoder.MAX_SKIPPED_BYTES - 10]);
        stream.writeBytes(MllpDecoder.frame(new byte[] {'a'}));
        stream.writeBytes(new byte[MllpDecoder.MAX_SKIPPED_BYTES - 10]);
        stream.writeBytes(new byte[] {0x0b, 'h', 'a', 'l', 'f'});
        stream.writeBytes(MllpDecoder.frame(new byte[] {'b'}));
        assertThat(decoded(new MllpDecoder(100), stream.toByteArray(), 1000))
                .usingElementComparator(Arrays::compare)
                .containsExactly(new byte[] {'a'}, new byte[] {'b'});
    }

    @Test
    void givesUpAPeerThatDoesNotFrame() {
        assertThatThrownBy(() -> decoded(new MllpDecoder(100), new byte[MllpDecoder.MAX_SKIPPED_BYTES + 1], 1000))
                .isInstanceOf(MllpDecoder.NotFramedException.class);
    }
}
