package city.haihe.v2fhir;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import java.nio.charset.StandardCharsets;

/** Messages for tests. */
final class Messages {

    private Messages() {}

    static Message parse(String text) {
        return switch (Message.parse(text.getBytes(StandardCharsets.UTF_8), Hl7Charset.UTF_8)) {
            case ParseResult.Parsed(Message message) -> message;
            case ParseResult.Malformed malformed -> throw new AssertionError(malformed);
        };
    }
}
