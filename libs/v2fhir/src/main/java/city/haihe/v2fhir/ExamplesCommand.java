package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code mapping test DIR}: a hospital's own examples, each a message and what is to become of it. */
final class ExamplesCommand {

    private static final String MESSAGE = ".hl7";
    private static final String EXPECTED = ".json";
    private static final String OVERLAY = "overlay.map";

    private final MappingOptions options;
    private final InstantSource clock;
    private final PrintStream out;

    /** How an example ended: what was expected in all, and what of it is missing; or why it cannot be compared. */
    private record Example(String name, int expected, Map<String, Integer> missing, String problem) {

        static Example failed(String name, String problem) {
            return new Example(name, 0, Map.of(), problem);
        }

        boolean isGood() {
            return missing.isEmpty() && problem.isEmpty();
        }
    }

    ExamplesCommand(MappingOptions options, InstantSource clock, PrintStream out) {
        this.options = options;
        this.clock = clock;
        this.out = out;
    }

    int run() throws IOException, MappingOptions.WrongOption {
        Path own = options.place().resolve(OVERLAY);
        MappingOptions with = options.overlay() == null && Files.isRegularFile(own)
                ? new MappingOptions(
                        options.place(),
                        options.json(),
                        options.stored(),
                        options.connection(),
                        options.zone(),
                        options.charset(),
                        own)
                : options;
        Translator translator = with.translator();
        List<Path> messages;
        try (Stream<Path> files = Files.list(options.place())) {
            messages = files.filter(file -> file.toString().endsWith(MESSAGE))
                    .sorted()
                    .toList();
        }
        if (messages.isEmpty()) {
            throw new MappingOptions.WrongOption(options.place() + ": no *.hl7 (expected: at least one)");
        }
        FhirArray results = new FhirArray();
        int good = 0;
        for (Path message : messages) {
            Example example = compare(translator, message);
            good += example.isGood() ? 1 : 0;
            if (options.json()) {
                results.add(json(example));
            } else {
                print(example);
            }
        }
        if (options.json()) {
            out.write(FhirJson.toBytes(new FhirObject().put("examples", results)));
            out.println();
        } else {
            out.printf(Locale.ROOT, "%d of %d examples as expected%n", good, messages.size());
        }
        return good == messages.size() ? MappingCommand.OK : MappingCommand.DIFFERENT;
    }

    private Example compare(Translator translator, Path file) throws IOException {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - MESSAGE.length());
        Path expectedFile = file.resolveSibling(name + EXPECTED);
        if (!Files.isRegularFile(expectedFile)) {
            return Example.failed(name, "no " + expectedFile.getFileName() + " beside it");
        }
        Facts expected;
        try {
            expected = Facts.of(resources(Files.readAllBytes(expectedFile)).toList());
        } catch (FhirParseException e) {
            return Example.failed(name, expectedFile.getFileName() + ": " + e.getMessage());
        }
        if (!(Message.parse(Files.readAllBytes(file), options.charset())
                instanceof ParseResult.Parsed(Message message))) {
            return Example.failed(name, "not a message");
        }
        return switch (translator.translate(message, options.context(clock.instant()))) {
            case Refused refused ->
                Example.failed(
                        name,
                        "refused at " + refused.segment() + '-' + refused.field() + " (" + refused.message() + ')');
            case Translated translated -> {
                Facts found = Facts.of(translated.changes().stream()
                        .map(ResourceChange::content)
                        .toList());
                yield new Example(name, expected.size(), expected.without(found), "");
            }
        };
    }

    /** The resources of a Bundle, of a list, or the resource itself. */
    private static Stream<FhirObject> resources(byte[] json) {
        int first = 0;
        while (first < json.length && Character.isWhitespace(json[first])) {
            first++;
        }
        if (first < json.length && json[first] == '[') {
            return FhirJsonParser.parseArray(json).objects().flatMap(ExamplesCommand::resources);
        }
        return resources(FhirJsonParser.parseUnchecked(json));
    }

    private static Stream<FhirObject> resources(FhirObject resource) {
        return "Bundle".equals(resource.string("resourceType"))
                ? resource.objects("entry")
                        .map(entry -> entry.object("resource"))
                        .flatMap(Stream::ofNullable)
                : Stream.of(resource);
    }

    private void print(Example example) {
        if (!example.problem().isEmpty()) {
            out.println(example.name() + ": " + example.problem());
            return;
        }
        int missing =
                example.missing().values().stream().mapToInt(Integer::intValue).sum();
        out.printf(
                Locale.ROOT,
                "%s: %d of %d values found%n",
                example.name(),
                example.expected() - missing,
                example.expected());
        example.missing()
                .forEach((fact, count) ->
                        out.println("    missing" + (count > 1 ? " " + count + "×" : "") + "  " + fact));
    }

    private static FhirObject json(Example example) {
        FhirObject json = new FhirObject()
                .put("name", example.name())
                .put("expected", new FhirNumber(Integer.toString(example.expected())));
        if (!example.problem().isEmpty()) {
            json.put("problem", example.problem());
        }
        example.missing()
                .forEach((fact, count) -> json.append(
                        "missing",
                        new FhirObject().put("fact", fact).put("count", new FhirNumber(Integer.toString(count)))));
        return json;
    }
}
