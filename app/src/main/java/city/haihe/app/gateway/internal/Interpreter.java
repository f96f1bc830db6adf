package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.Translation;
import city.haihe.v2fhir.TranslationContext;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Reads and translates messages as their connection says: the same way for what is stored and for what is only converted. */
@Component
class Interpreter {

    private final Translators translators;

    Interpreter(Translators translators) {
        this.translators = translators;
    }

    /** Reads a message in the charset that it declares, unless its connection knows better. */
    ParseResult parse(byte[] bytes, Connection connection) {
        Hl7Charset override = connection.charsetOverride();
        return override == null ? Message.parse(bytes, connection.charset()) : Message.parseAs(bytes, override);
    }

    /** What a message of the connection asks of the record. */
    Translation translate(Message message, Connection connection, Instant received) {
        return translators.of(connection).translate(message, context(connection, received));
    }

    /** The same, and all that the message tells beside it, such as of itself. */
    Translation translateCompletely(Message message, Connection connection, Instant received) {
        return translators
                .of(connection)
                .translate(message, context(connection, received).completely());
    }

    private static TranslationContext context(Connection connection, Instant received) {
        return new TranslationContext(
                connection.name(),
                connection.zone(),
                null,
                connection.organisationName(),
                connection.authoritySystems(),
                received);
    }
}
