package city.haihe.app;

import city.haihe.app.platform.Program;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application's entry. */
@SpringBootApplication
public class HaiheApplication {

    /** Runs the command that the arguments name and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(Program.run(HaiheApplication.class, List.of(arguments)));
    }
}
