package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Brings a message whose charset was told beside it into the one that it says itself, so that what is kept of it can be read by
 * itself later, whatever door it came through.
 */
@Component
class Recoding {

    private static final int CHARSET_FIELD = 18;

    private final ConnectionStore connections;

    Recoding(ConnectionStore connections) {
        this.connections = connections;
    }

    /** The message in its own charset; as it came where it cannot be, which whoever reads it will say. */
    byte[] inItsOwn(byte[] message, Hl7Charset sent) {
        try {
            CharBuffer text = sent.charset().newDecoder().decode(ByteBuffer.wrap(message));
            Hl7Charset own = own(text.toString());
            return own.charset().equals(sent.charset()) ? message : encoded(text, own);
        } catch (CharacterCodingException notInThatCharset) {
            return message;
        }
    }

    /** A message that came as text, in its own charset; in UTF-8 where it cannot be, which whoever reads it will say. */
    byte[] inItsOwn(String message) {
        try {
            return encoded(CharBuffer.wrap(message), own(message));
        } catch (CharacterCodingException notInThatCharset) {
            return message.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static byte[] encoded(CharBuffer text, Hl7Charset charset) throws CharacterCodingException {
        ByteBuffer encoded = charset.charset().newEncoder().encode(text);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    /** The charset that the message will be read in: its connection's own, else MSH-18, else the connection's default. */
    private Hl7Charset own(String message) {
        int end = message.indexOf('\r');
        int feed = message.indexOf('\n');
        int first = end < 0 ? feed : feed < 0 ? end : Math.min(end, feed);
        byte[] line = message.substring(0, first < 0 ? message.length() : first).getBytes(StandardCharsets.UTF_8);
        Optional<Message> header = Message.headerAs(line, Hl7Charset.UTF_8);
        if (header.isEmpty()) {
            return Hl7Charset.UTF_8;
        }
        Optional<Connection> connection = connections.ofSender(
                header.get().sendingApplication(), header.get().sendingFacility());
        Hl7Charset override = connection.map(Connection::charsetOverride).orElse(null);
        if (override != null) {
            return override;
        }
        boolean named = !header.get().header().field(CHARSET_FIELD).isEmpty();
        Hl7Charset otherwise = connection.map(Connection::charset).orElse(Hl7Charset.UTF_8);
        return named
                ? Message.header(line, Hl7Charset.UTF_8).map(Message::charset).orElse(otherwise)
                : otherwise;
    }
}
