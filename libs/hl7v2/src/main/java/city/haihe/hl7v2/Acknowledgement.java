package city.haihe.hl7v2;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds acknowledgements, of original mode and both kinds of enhanced mode (HL7 v2.5.1 2.9.2, 2.9.3), in the sender's
 * delimiters and charset.
 */
public final class Acknowledgement {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSSxx");
    private static final String DEFAULT_VERSION = "2.5.1";

    /** What became of the message (table 0008). */
    public enum Code {
        /** It is stored, with all its effects. */
        AA,
        /** It was understood, but could not be carried out. */
        AE,
        /** It was refused as it stands; sending it again is of no use. */
        AR,
        /** Enhanced mode: it is kept; what becomes of it is told by another answer. */
        CA,
        /** Enhanced mode: it could not be kept. */
        CE,
        /** Enhanced mode: it was refused as it stands. */
        CR
    }

    /**
     * What is wrong and where; numbers count from 1, and 0 leaves a place out.
     *
     * @param segment the segment's name
     * @param occurrence which of the segments of that name
     * @param field the field's number
     * @param component the component's number
     * @param code the code of table 0357
     * @param applicationCode our own code
     * @param message what a person reads, without personal data
     */
    public record Error(
            String segment,
            int occurrence,
            int field,
            int component,
            Hl7ErrorCode code,
            String applicationCode,
            String message) {}

    private Acknowledgement() {}

    /** The answer to a message that was parsed. */
    public static byte[] to(Message request, Code code, OffsetDateTime now, String controlId, @Nullable Error error) {
        MessageBuilder answer = new MessageBuilder(request.delimiters());
        Segment header = request.header();
        MessageBuilder.SegmentBuilder msh = answer.segment("MSH");
        msh.raw(3, header.field(5).raw());
        msh.raw(4, header.field(6).raw());
        msh.raw(5, header.field(3).raw());
        msh.raw(6, header.field(4).raw());
        msh.field(7, TIME.format(now));
        msh.components(9, "ACK", request.triggerEvent(), "ACK");
        msh.field(10, controlId);
        msh.raw(11, header.field(11).isEmpty() ? "P" : header.field(11).raw());
        msh.raw(
                12,
                header.field(12).isEmpty() ? DEFAULT_VERSION : header.field(12).raw());
        msh.field(18, request.charset().hl7Name());
        answer.segment("MSA").field(1, code.name()).raw(2, header.field(10).raw());
        appendError(answer, code, error);
        return answer.toBytes(request.charset());
    }

    /** The answer to bytes that are no message: what can be read of MSH is used, the rest is left out. */
    public static byte[] toBroken(byte[] received, Code code, OffsetDateTime now, String controlId, Error error) {
        Optional<Message> header = Message.header(received, Hl7Charset.UTF_8);
        MessageBuilder answer =
                new MessageBuilder(header.map(Message::delimiters).orElse(Delimiters.STANDARD));
        MessageBuilder.SegmentBuilder msh = answer.segment("MSH");
        msh.raw(3, ascii(header, 5));
        msh.raw(4, ascii(header, 6));
        msh.raw(5, ascii(header, 3));
        msh.raw(6, ascii(header, 4));
        msh.field(7, TIME.format(now));
        msh.components(9, "ACK", "", "ACK");
        msh.field(10, controlId);
        msh.raw(11, ascii(header, 11).isEmpty() ? "P" : ascii(header, 11));
        msh.raw(12, ascii(header, 12).isEmpty() ? DEFAULT_VERSION : ascii(header, 12));
        answer.segment("MSA").field(1, code.name()).raw(2, ascii(header, 10));
        appendError(answer, code, error);
        return answer.toBytes(Hl7Charset.UTF_8);
    }

    /**
     * The commit acknowledgement that goes before an application acknowledgement of ours, or stands in its place (HL7 v2.5.1
     * 2.9.3): to the same sender, about the same message, with a control id of its own.
     *
     * @param code CA, CE or CR; what is wrong is told by the latter two only
     */
    public static byte[] commit(Message application, Code code) {
        MessageBuilder answer = new MessageBuilder(application.delimiters());
        Segment header = application.header();
        MessageBuilder.SegmentBuilder msh = answer.segment("MSH");
        for (int number = 3; number <= header.fieldCount(); number++) {
            msh.raw(number, header.field(number).raw());
        }
        msh.raw(10, "C" + header.field(10).raw());
        String request = application.first("MSA").map(msa -> msa.field(2).raw()).orElse("");
        answer.segment("MSA").field(1, code.name()).raw(2, request);
        if (code != Code.CA) {
            application.first("ERR").ifPresent(error -> {
                MessageBuilder.SegmentBuilder err = answer.segment("ERR");
                for (int number = 1; number <= error.fieldCount(); number++) {
                    err.raw(number, error.field(number).raw());
                }
            });
        }
        return answer.toBytes(application.charset());
    }

    /**
     * A field of MSH as far as it can be read without knowing whether the bytes are a message, in what charset they are or
     * who sent them: plain ASCII, else empty.
     */
    public static String headerField(byte[] received, int number) {
        return ascii(Message.header(received, Hl7Charset.UTF_8), number);
    }

    /** A header field where it is plain ASCII: nothing else can be repeated without knowing the charset. */
    private static String ascii(Optional<Message> header, int number) {
        String value =
                header.map(message -> message.header().field(number).raw()).orElse("");
        return value.chars().allMatch(c -> c >= ' ' && c <= '~') ? value : "";
    }

    private static void appendError(MessageBuilder answer, Code code, @Nullable Error error) {
        if (error == null) {
            return;
        }
        MessageBuilder.SegmentBuilder err = answer.segment("ERR");
        err.components(
                2,
                error.segment(),
                error.occurrence() == 0 ? "" : Integer.toString(error.occurrence()),
                error.field() == 0 ? "" : Integer.toString(error.field()),
                error.component() == 0 ? "" : "1",
                error.component() == 0 ? "" : Integer.toString(error.component()));
        err.components(3, Integer.toString(error.code().number()), error.code().text(), "HL70357");
        err.field(4, code == Code.AA ? "W" : "E");
        err.components(5, error.applicationCode(), "", "HAIHE");
        err.field(8, error.message());
    }
}
