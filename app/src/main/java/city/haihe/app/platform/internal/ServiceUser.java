package city.haihe.app.platform.internal;

import city.haihe.app.platform.StartupFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The user that child processes run as. PostgreSQL refuses to run as root, and nothing else that we start needs to either,
 * so where we are root they run as {@code postgres} if there is such a user, else as {@code nobody}.
 *
 * @param name the user's name
 * @param other whether it is another user than ours, so that programs are started through {@code setpriv}
 */
record ServiceUser(String name, boolean other) {

    private static final Path PASSWD = Path.of("/etc/passwd");

    static ServiceUser current() {
        String own = System.getProperty("user.name");
        if (!own.equals("root")) {
            return new ServiceUser(own, false);
        }
        return new ServiceUser(exists("postgres") ? "postgres" : "nobody", true);
    }

    private static boolean exists(String user) {
        try {
            return Files.readAllLines(PASSWD).stream().anyMatch(line -> line.startsWith(user + ":"));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The command as this user runs it. */
    List<String> command(List<String> command) {
        if (!other) {
            return command;
        }
        List<String> whole =
                new ArrayList<>(List.of("setpriv", "--reuid=" + name, "--regid=" + groupId(), "--clear-groups"));
        whole.addAll(command);
        return whole;
    }

    private String groupId() {
        try {
            Optional<String> line = Files.readAllLines(PASSWD).stream()
                    .filter(candidate -> candidate.startsWith(name + ":"))
                    .findFirst();
            return line.map(found -> found.split(":")[3]).orElse("65534");
        } catch (IOException unreadable) {
            throw new StartupFailure(StartupFailure.Kind.INTERNAL, PASSWD + " cannot be read", unreadable);
        }
    }

    UserPrincipal principal(Path near) throws IOException {
        return near.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
    }
}
