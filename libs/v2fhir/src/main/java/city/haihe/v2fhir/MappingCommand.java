package city.haihe.v2fhir;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;

/** The commands about the mapping: {@code mapping explain FILE} and {@code mapping test DIR}. */
public final class MappingCommand {

    /** Everything was as it should be. */
    static final int OK = 0;

    /** A message was refused, or an example became something else. */
    static final int DIFFERENT = 1;

    /** A wrong option, or a file that is not there. */
    static final int USAGE = 2;

    private static final String HELP = """
            usage: ./haihe mapping explain FILE.hl7 [OPTIONS]
                   ./haihe mapping test DIR [OPTIONS]

            explain  says of each populated field which rule read it and what it wrote, and which fields no rule consumed
            test     translates each NAME.hl7 of a folder and looks for all that NAME.json says in the result: a Bundle, a
                     resource or a list of resources. Ids and references do not count. Exits with 1 if something is missing

              --json             write JSON instead of lines
              --stored           translate as for the record; without it also what is told of the message itself
              --overlay FILE     the connection's overlay of the mapping; test takes DIR/overlay.map by itself
              --connection NAME  the connection's name (example)
              --zone ZONE        the zone of times that name none (+08:00)
              --charset NAME     what a message without MSH-18 is read as (UTF-8)
            """;

    private MappingCommand() {}

    /**
     * Runs the command and answers its exit code: 0 where all went well, 1 where a message was refused or an example failed, 2
     * for a wrong option.
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream error) {
        String command = arguments.isEmpty() ? "--help" : arguments.getFirst();
        if (arguments.contains("--help")) {
            command = "--help";
        }
        try {
            switch (command) {
                case "explain":
                    return new ExplainCommand(
                                    MappingOptions.parse(arguments.subList(1, arguments.size())),
                                    InstantSource.system(),
                                    out,
                                    error)
                            .run();
                case "test":
                    return new ExamplesCommand(
                                    MappingOptions.parse(arguments.subList(1, arguments.size())),
                                    InstantSource.system(),
                                    out)
                            .run();
                case "--help":
                    out.print(HELP);
                    return OK;
                default:
                    error.println("haihe: mapping: \"" + command + "\" (expected: explain or test)");
                    return USAGE;
            }
        } catch (MappingOptions.WrongOption wrong) {
            error.println("haihe: mapping: " + wrong.getMessage());
            return USAGE;
        } catch (IOException | UncheckedIOException unreadable) {
            error.println("haihe: mapping: " + unreadable.getMessage() + " (expected: a file that can be read)");
            return USAGE;
        }
    }
}
