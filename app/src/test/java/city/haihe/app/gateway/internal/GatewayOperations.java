package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.record.ServerOperation;
import city.haihe.v2fhir.MessageWriter;
import city.haihe.v2fhir.Translator;
import java.time.Clock;
import java.util.List;

/** The operations that the gateway brings to {@code /fhir}, for the tests of that door. */
public final class GatewayOperations {

    private GatewayOperations() {}

    /** All of them, over a database. */
    public static List<ServerOperation> on(Database database, Clock clock) {
        return List.of(new ConvertV2(
                new ConnectionStore(database),
                new Interpreter(new Translators(Translator.load())),
                new BundleConversion(MessageWriter.load(), clock),
                clock));
    }
}
