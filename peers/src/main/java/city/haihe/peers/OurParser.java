package city.haihe.peers;

import city.haihe.hl7v2.Field;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.MessageBuilder;
import city.haihe.hl7v2.MessageBuilder.SegmentBuilder;
import city.haihe.hl7v2.ParseResult;
import city.haihe.hl7v2.Repetition;
import city.haihe.hl7v2.Segment;

/** Parses with {@code libs/hl7v2}, reads what a receiver reads, and writes the message anew. */
final class OurParser implements Contender {

    @Override
    public String name() {
        return "parse, read, write: haihe";
    }

    @Override
    public long work(byte[] bytes) throws Exception {
        Message message = switch (Message.parse(bytes, Hl7Charset.UTF_8)) {
            case ParseResult.Parsed parsed -> parsed.message();
            case ParseResult.Malformed malformed -> throw new IllegalArgumentException(malformed.detail());
        };
        return read(message) + write(message).length;
    }

    private static long read(Message message) {
        long read = message.messageCode().length()
                + message.triggerEvent().length()
                + message.controlId().length();
        for (Segment segment : message.segments()) {
            switch (segment.name()) {
                case "PID" -> read += patient(segment);
                case "OBX" -> read += result(segment);
                default -> {
                    // Is written again without being read.
                }
            }
        }
        return read;
    }

    private static long patient(Segment segment) {
        Repetition identifier = segment.field(3).first();
        Repetition name = segment.field(5).first();
        return identifier.component(1).length()
                + identifier.component(5).length()
                + name.component(1).length()
                + name.component(2).length()
                + segment.field(7).text().length()
                + segment.field(8).text().length();
    }

    private static long result(Segment segment) {
        Repetition code = segment.field(3).first();
        return segment.field(2).text().length()
                + code.component(1).length()
                + code.component(2).length()
                + segment.field(5).first().text().length()
                + segment.field(6).first().component(1).length()
                + segment.field(11).text().length();
    }

    private static byte[] write(Message message) {
        MessageBuilder written = new MessageBuilder(message.delimiters());
        for (Segment segment : message.segments()) {
            SegmentBuilder copy = written.segment(segment.name());
            int first = segment.name().equals("MSH") ? 3 : 1;
            for (int number = first; number <= segment.fieldCount(); number++) {
                Field field = segment.field(number);
                if (!field.isEmpty()) {
                    copy.raw(number, field.raw());
                }
            }
        }
        return written.toBytes(message.charset());
    }
}
