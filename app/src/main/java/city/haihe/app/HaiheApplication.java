package city.haihe.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application's entry. */
@SpringBootApplication
public class HaiheApplication {

    /** Starts the roles that the arguments name. */
    public static void main(String[] args) {
        SpringApplication.run(HaiheApplication.class, args);
    }
}
