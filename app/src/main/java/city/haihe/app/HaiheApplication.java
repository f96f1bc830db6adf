package city.haihe.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.app.platform.Program;
import city.haihe.app.record.RecordExamination;
import city.haihe.simulator.Simulate;
import city.haihe.v2fhir.MappingCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application's entry. */
@SpringBootApplication
public class HaiheApplication {

    /** A client of a running city: it starts nothing of ours. */
    private static final String SIMULATE = "simulate";

    /** Reads files and starts nothing. */
    private static final String MAPPING = "mapping";

    /** Runs the command that the arguments name and ends with its exit code. */
    public static void main(String[] arguments) {
        List<String> command = List.of(arguments);
        String name = command.isEmpty() ? "" : command.getFirst();
        if (name.equals(SIMULATE) || name.equals(MAPPING)) {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
            PrintStream error = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
            List<String> options = command.subList(1, command.size());
            System.exit(
                    name.equals(SIMULATE)
                            ? Simulate.run(options, out, error)
                            : MappingCommand.run(options, out, error));
        }
        System.exit(Program.run(HaiheApplication.class, List.of(new RecordExamination()), command));
    }
}
