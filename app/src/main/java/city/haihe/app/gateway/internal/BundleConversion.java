package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import city.haihe.v2fhir.MessageContent;
import city.haihe.v2fhir.MessageWriter;
import city.haihe.v2fhir.Writing;
import city.haihe.v2fhir.WritingContext;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The direction of {@code $convert-v2} from a Bundle to the message that says it. */
@Component
class BundleConversion {

    /** HL7 v2.5.1 2.14.9.10: MSH-10 has 20 characters. */
    private static final int CONTROL_ID_LENGTH = 20;

    private static final String OURS = "HAIHE";

    private final MessageWriter writer;
    private final Clock clock;

    BundleConversion(MessageWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /** A message and the media type that it is in. */
    record Converted(String contentType, byte[] message) {}

    /**
     * The message.
     *
     * @param body a Bundle as JSON
     * @param event such as {@code ADT^A31}; null for what its MessageHeader names, else what says most of it
     * @param connection whose charset, zone and authorities count
     */
    Converted convert(byte[] body, @Nullable String event, Connection connection) {
        FhirObject bundle = bundle(body);
        MessageContent content = MessageContent.ofBundle(bundle);
        String name = event != null
                ? event
                : named(bundle).or(() -> writer.eventOf(content)).orElse("");
        // The same Bundle always makes the same number.
        String controlId =
                UUID.nameUUIDFromBytes(body).toString().replace("-", "").substring(0, CONTROL_ID_LENGTH);
        WritingContext context = new WritingContext(
                connection.name(),
                OURS,
                OURS,
                connection.sendingApplication(),
                connection.sendingFacility(),
                controlId,
                OffsetDateTime.now(clock.withZone(connection.zone())),
                connection.charset(),
                connection.authoritySystems());
        return switch (writer.write(name, content, context)) {
            case Writing.Written(var message, var notSaid) ->
                new Converted(
                        "application/hl7-v2;charset="
                                + connection.charset().charset().name(),
                        message.toBytes());
            case Writing.Refused(var kind, var reason) -> throw new HaiheException(code(kind), reason);
        };
    }

    private static ErrorCode code(Writing.Kind kind) {
        return switch (kind) {
            case UNSUPPORTED_EVENT -> ErrorCode.UNSUPPORTED_MESSAGE;
            case UNSUITABLE_CONTENT -> ErrorCode.UNMAPPABLE_MESSAGE;
            case UNSUITABLE_CHARSET -> ErrorCode.INVALID_CHARSET;
        };
    }

    private static FhirObject bundle(byte[] body) {
        try {
            FhirObject bundle = FhirJsonParser.parseUnchecked(body);
            if (!bundle.resourceType().equals("Bundle")) {
                throw new HaiheException(
                        ErrorCode.INVALID_BUNDLE,
                        "body (expected: a Bundle, or a HL7 v2 message as " + MediaType.EXPECTED + ")");
            }
            return bundle;
        } catch (FhirParseException noJson) {
            throw new HaiheException(ErrorCode.INVALID_JSON, String.valueOf(noJson.getMessage()), null, noJson);
        }
    }

    /** The event that the Bundle's MessageHeader names (FHIR R4 MessageHeader), where it is one that is written. */
    private Optional<String> named(FhirObject bundle) {
        return bundle.objects("entry")
                .flatMap(entry -> Optional.ofNullable(entry.object("resource")).stream())
                .filter(resource -> resource.resourceType().equals("MessageHeader"))
                .flatMap(header -> Optional.ofNullable(header.object("eventCoding")).stream())
                .flatMap(coding -> Optional.ofNullable(coding.string("code")).stream())
                .flatMap(code ->
                        writer.events().stream().filter(known -> known.equals(code) || known.endsWith('^' + code)))
                .findFirst();
    }
}
