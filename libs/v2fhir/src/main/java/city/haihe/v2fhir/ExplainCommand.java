package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.Explanation.ExplainedField;
import city.haihe.v2fhir.Explanation.Outcome;
import city.haihe.v2fhir.Explanation.WrittenElement;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** {@code mapping explain FILE}: what became of each populated field of a message. */
final class ExplainCommand {

    /** More of a value does not help to see which it is. */
    private static final int MAXIMUM_SHOWN = 80;

    private final MappingOptions options;
    private final InstantSource clock;
    private final PrintStream out;
    private final PrintStream error;

    ExplainCommand(MappingOptions options, InstantSource clock, PrintStream out, PrintStream error) {
        this.options = options;
        this.clock = clock;
        this.out = out;
        this.error = error;
    }

    int run() throws IOException, MappingOptions.WrongOption {
        byte[] bytes = Files.readAllBytes(options.place());
        return switch (Message.parse(bytes, options.charset())) {
            case ParseResult.Malformed malformed -> {
                error.println("haihe: " + options.place() + ": not a message: " + malformed);
                yield MappingCommand.DIFFERENT;
            }
            case ParseResult.Parsed(Message message) -> {
                Explanation explanation = options.translator().explain(message, options.context(clock.instant()));
                if (options.json()) {
                    out.write(FhirJson.toBytes(json(explanation)));
                    out.println();
                } else {
                    print(explanation);
                }
                yield explanation.translation() instanceof Translated ? MappingCommand.OK : MappingCommand.DIFFERENT;
            }
        };
    }

    void print(Explanation explanation) {
        for (ExplainedField field : explanation.fields()) {
            String name = name(field);
            String text = field.field() == 0 ? "" : "  " + shortened(field.text());
            switch (field.outcome()) {
                case WRITTEN -> out.println(name + text);
                case READ -> out.println(name + text + "\n    read together with another field");
                case IGNORED -> out.println(name + text + "\n    left out: " + field.reason());
                case UNMAPPED ->
                    out.println(name + text + "\n    no rule consumed it"
                            + (field.reason().isEmpty() ? "" : ": " + field.reason()));
            }
            for (WrittenElement element : field.written()) {
                out.println("    " + element.resource() + '.' + element.element() + " = " + shortened(element.value()));
                out.println("        " + element.rule() + (element.why().isEmpty() ? "" : "  # " + element.why()));
            }
        }
        Map<Outcome, Integer> counts = counts(explanation);
        out.printf(
                Locale.ROOT,
                "%n%d populated fields: %d written, %d read with others, %d left out on purpose, %d unmapped%n",
                counts.values().stream().mapToInt(Integer::intValue).sum(),
                counts.get(Outcome.WRITTEN),
                counts.get(Outcome.READ),
                counts.get(Outcome.IGNORED),
                counts.get(Outcome.UNMAPPED));
        switch (explanation.translation()) {
            case Translated translated ->
                translated.changes().forEach(change -> out.println("  " + change.mode() + ' ' + change.localKey()));
            case Refused refused -> out.println("refused: " + refusal(refused));
        }
    }

    private static String refusal(Refused refused) {
        return refused.kind() + " at " + refused.segment() + '[' + refused.occurrence() + "]-" + refused.field() + '.'
                + refused.component() + " (" + refused.message() + ')';
    }

    private static String name(ExplainedField field) {
        String segment = field.segment() + (field.occurrence() > 1 ? "[" + field.occurrence() + ']' : "");
        return field.field() == 0 ? segment : segment + '-' + field.field();
    }

    private static String shortened(String text) {
        String line = text.replace('\n', ' ').replace('\r', ' ');
        return line.length() <= MAXIMUM_SHOWN ? line : line.substring(0, MAXIMUM_SHOWN) + "…";
    }

    private static Map<Outcome, Integer> counts(Explanation explanation) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, 0);
        }
        explanation.fields().stream()
                .filter(field -> field.field() > 0)
                .forEach(field -> counts.merge(field.outcome(), 1, Integer::sum));
        return counts;
    }

    private static FhirObject json(Explanation explanation) {
        FhirArray fields = new FhirArray();
        for (ExplainedField field : explanation.fields()) {
            FhirObject object = new FhirObject()
                    .put("field", name(field))
                    .put("outcome", field.outcome().name().toLowerCase(Locale.ROOT));
            if (!field.text().isEmpty()) {
                object.put("text", field.text());
            }
            if (!field.reason().isEmpty()) {
                object.put("reason", field.reason());
            }
            for (WrittenElement element : field.written()) {
                object.append(
                        "written",
                        new FhirObject()
                                .put("source", element.source())
                                .put("resource", element.resource())
                                .put("element", element.element())
                                .put("value", element.value())
                                .put("rule", element.rule())
                                .put("why", element.why()));
            }
            fields.add(object);
        }
        FhirObject counts = new FhirObject();
        counts(explanation)
                .forEach((outcome, count) ->
                        counts.put(outcome.name().toLowerCase(Locale.ROOT), new FhirNumber(Integer.toString(count))));
        FhirObject json = new FhirObject().put("fields", fields).put("counts", counts);
        switch (explanation.translation()) {
            case Translated translated -> {
                FhirArray resources = new FhirArray();
                translated
                        .changes()
                        .forEach(change -> resources.add(new FhirObject()
                                .put("localKey", change.localKey())
                                .put("mode", change.mode().name())
                                .put("resource", change.content())));
                json.put("resources", resources);
            }
            case Refused refused -> json.put("refused", new FhirString(refusal(refused)));
        }
        return json;
    }
}
