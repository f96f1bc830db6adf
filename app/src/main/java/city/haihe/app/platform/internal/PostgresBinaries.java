package city.haihe.app.platform.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.app.platform.StartupFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * PostgreSQL's programs, unpacked once from the class path.
 *
 * @param directory where {@code bin/postgres} is
 */
record PostgresBinaries(Path directory) {

    static final int MAJOR = 18;

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    /** Unpacks beside, then renames, so that a start that was cut off leaves nothing half done. */
    static PostgresBinaries unpack(DataDirectory data) {
        Path target = data.path().resolve("pg-binaries-" + MAJOR);
        if (Files.exists(target.resolve("bin").resolve("postgres"))) {
            return new PostgresBinaries(target);
        }
        try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw new StartupFailure(
                        StartupFailure.Kind.INTERNAL,
                        "PostgreSQL is not on the class path (expected: " + ARCHIVE + ")");
            }
            Path part = Files.createTempDirectory(data.path(), "pg-unpack-");
            Path file = part.resolve("postgres.txz");
            Files.copy(archive, file);
            run(List.of("tar", "-xJf", file.toString(), "-C", part.toString()));
            Files.delete(file);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            return new PostgresBinaries(target);
        } catch (IOException failed) {
            throw new StartupFailure(
                    StartupFailure.Kind.MISSING_PROGRAM,
                    "PostgreSQL cannot be unpacked: " + failed.getMessage() + " (expected: tar and xz on the PATH)",
                    failed);
        }
    }

    String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    /** Runs a program to its end; a failure carries what it printed. */
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(Path.of(command.getFirst()).getFileName() + " ended with " + process.exitValue()
                        + ": " + output.strip());
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
