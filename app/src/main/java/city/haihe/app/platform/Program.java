package city.haihe.app.platform;

import city.haihe.app.platform.internal.CommandLine;
import java.util.List;

/** The program's commands as {@code ./haihe} calls them. */
public final class Program {

    private Program() {}

    /**
     * Runs a command and answers its exit code once it has ended.
     *
     * @param application the Spring Boot application
     * @param examinations what {@code doctor --deep} looks through
     * @param arguments the command and its flags
     */
    public static int run(Class<?> application, List<Examination> examinations, List<String> arguments) {
        return CommandLine.run(application, examinations, arguments);
    }
}
