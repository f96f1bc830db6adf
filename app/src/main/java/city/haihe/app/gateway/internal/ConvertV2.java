package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.platform.Traces;
import city.haihe.app.record.ServerOperation;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.Translation;
import city.haihe.v2fhir.Translation.Translated;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * {@code $convert-v2}: what a message would store, as a transaction Bundle, and unless asked otherwise what it tells beside that
 * (of itself, and of people and places that are only named). Nothing is stored, so a message without a control
 * id, which could not be told from its repetition, is converted all the same.
 */
@Component
class ConvertV2 implements ServerOperation {

    private static final String EVENT = "event";
    private static final String CONNECTION = "connection";
    private static final String COMPLETE = "complete";

    private final ConnectionStore connections;
    private final Interpreter interpreter;
    private final BundleConversion bundles;
    private final Clock clock;

    ConvertV2(ConnectionStore connections, Interpreter interpreter, BundleConversion bundles, Clock clock) {
        this.connections = connections;
        this.interpreter = interpreter;
        this.bundles = bundles;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "convert-v2";
    }

    @Override
    public String definition() {
        return "urn:haihe:operation:convert-v2";
    }

    @Override
    public Set<String> parameters() {
        return Set.of(CONNECTION, COMPLETE, EVENT);
    }

    @Override
    public Set<String> mediaTypes() {
        return MediaType.HL7;
    }

    @Override
    public Answer invoke(Call call) {
        requireScope(call.caller());
        MediaType type = MediaType.of(call.contentType());
        if (type.isJson()) {
            return message(call);
        }
        if (!type.isHl7()) {
            throw type.unsupported(MediaType.EXPECTED);
        }
        Connection connection = connection(call);
        Connection read = type.hl7Charset().map(connection::withCharsetOverride).orElse(connection);
        return switch (interpreter.parse(call.body(), read)) {
            case ParseResult.Malformed malformed -> throw refused(Refusal.of(malformed));
            case ParseResult.Parsed parsed -> new Answer.Resource(bundle(call, parsed.message(), read));
        };
    }

    /** It concerns whatever a message may hold. */
    private static void requireScope(Caller caller) {
        boolean granted = caller.scopes().stream()
                .anyMatch(scope -> scope.level() == SmartScope.Level.SYSTEM
                        && !scope.isRestricted()
                        && scope.allows("*", Permission.CREATE));
        if (!granted) {
            throw new HaiheException(ErrorCode.INSUFFICIENT_SCOPE, "scope (expected: system/*.c)");
        }
    }

    private Answer message(Call call) {
        Connection connection = call.parameters().containsKey(CONNECTION)
                ? connection(call)
                : ConnectionStore.defaultConnection(new byte[0]);
        BundleConversion.Converted converted =
                bundles.convert(call.body(), call.parameters().get(EVENT), connection);
        return new Answer.Other(converted.contentType(), converted.message());
    }

    /** The connection that is named, else the sender's own, else one with nothing but defaults. */
    private Connection connection(Call call) {
        String named = call.parameters().get(CONNECTION);
        if (named == null) {
            return connections.ofReplayed(call.body()).orElseGet(() -> ConnectionStore.defaultConnection(call.body()));
        }
        Optional<Connection> found = connections.named(named);
        return found.orElseThrow(() -> new HaiheException(
                ErrorCode.INVALID_PARAMETER, CONNECTION + " (expected: the name of a connection)", CONNECTION));
    }

    private FhirObject bundle(Call call, Message message, Connection connection) {
        Received received =
                Received.of(call.body(), clock.instant(), Traces.next()).withControlId(message.controlId());
        Translation translation = isComplete(call)
                ? interpreter.translateCompletely(message, connection, received.at())
                : interpreter.translate(message, connection, received.at());
        return switch (translation) {
            case Translation.Refused refused -> throw refused(Refusal.of(refused));
            case Translated translated -> bundle(translated, connection, received);
        };
    }

    private static boolean isComplete(Call call) {
        String asked = call.parameters().getOrDefault(COMPLETE, "true");
        return switch (asked) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new HaiheException(
                        ErrorCode.INVALID_PARAMETER, COMPLETE + " (expected: true or false)", COMPLETE);
        };
    }

    private static FhirObject bundle(Translated translated, Connection connection, Received received) {
        String name = HexFormat.of().formatHex(received.digest());
        ConversionSession session = new ConversionSession(translated, received.at(), name);
        try {
            new ChangeWriter(session, connection, received).write(ConversionSession.marked(translated));
        } catch (SQLException impossible) {
            throw new IllegalStateException("there is no database in a conversion", impossible);
        }
        return session.bundle();
    }

    private static HaiheException refused(Refusal refusal) {
        return new HaiheException(refusal.code(), refusal.place() + ": " + refusal.reason(), refusal.place());
    }
}
