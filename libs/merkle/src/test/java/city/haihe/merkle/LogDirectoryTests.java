package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTests {

    private static final int KILLS = System.getenv("HAIHE_LONG") == null ? 3 : 20;

    @TempDir
    private Path temporary;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> temporary.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void keepsATreeUnderTheSpecificationsPaths() throws IOException {
        TreeWriter writer = TreeWriter.create(new LogDirectory(temporary));
        writer.append(SampleLog.entries(10));
        assertThat(files()).containsExactly("tile/0/000.p/10", "tile/entries/000.p/10");
        TreeHead head = writer.append(SampleLog.entries(300).subList(10, 300));
        // What was partial is full now and needs no partial files any more.
        assertThat(files())
                .containsExactly(
                        "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44");
        LogDirectory again = new LogDirectory(temporary);
        assertThat(new TileTree(again, 300).root()).isEqualTo(Hash.of(NaiveTree.root(SampleLog.entries(300))));
        assertThat(new TileTree(again, 300).rootAt(10)).isEqualTo(Hash.of(NaiveTree.root(SampleLog.entries(10))));
        assertThat(TreeWriter.resume(again, head).head()).isEqualTo(head);
        // A writer that fell back, as after a crash before the checkpoint, goes on by the full tiles.
        TreeHead fallenBack = new TreeHead(10, new TileTree(again, 300).rootAt(10));
        assertThat(TreeWriter.resume(again, fallenBack)
                        .append(SampleLog.entries(300).subList(10, 300)))
                .isEqualTo(head);
    }

    @Test
    void keepsTheCheckpoint() throws MalformedException {
        LogDirectory directory = new LogDirectory(temporary.resolve("new"));
        assertThat(directory.checkpoint()).isEmpty();
        SampleLog log = new SampleLog(3);
        directory.publish(log.signed());
        log.grow(1);
        SignedNote later = log.signed();
        directory.publish(later);
        assertThat(SignedNote.parse(directory.checkpoint().orElseThrow())).isEqualTo(later);
    }

    /** A crash may leave a file under its working name with anything in it. */
    @Test
    void neverShowsAFileThatWasNotFinished() throws IOException {
        Path directory = Files.createDirectories(temporary.resolve("tile/0/000.p"));
        Files.writeString(directory.resolve("10.tmp"), "half a ti", UTF_8);
        LogDirectory log = new LogDirectory(temporary);
        assertThat(log.read(new TileId(0, 0, 10))).isEmpty();
        TreeHead head = TreeWriter.create(log).append(SampleLog.entries(10));
        assertThat(new TileTree(log, 10).root()).isEqualTo(head.root());
        assertThat(files()).containsExactly("tile/0/000.p/10", "tile/entries/000.p/10");
    }

    @Test
    void saysWhatItCannotWrite() throws IOException {
        Files.createFile(temporary.resolve("tile"));
        assertThatThrownBy(() -> TreeWriter.create(new LogDirectory(temporary)).append(SampleLog.entries(1)))
                .isInstanceOf(UncheckedIOException.class);
    }

    /** Killed at any moment, a log is sound at a checkpoint that is not behind the last one that was told of, and goes on from there. */
    @Test
    void survivesKills() throws IOException, InterruptedException, MalformedException {
        Random random = new Random(4);
        LogDirectory directory = new LogDirectory(temporary.resolve("log"));
        LogVerifier verifier = new LogVerifier(SampleLog.ORIGIN, SampleLog.verifiers(SampleLog.KEYS));
        List<Checkpoint> seen = new ArrayList<>();
        for (int round = 0; round < KILLS; round++) {
            long told = writeAndKill(random.nextInt(300));
            LogVerification verification =
                    verifier.continuing(seen).verify(directory.checkpoint().orElseThrow(), directory);
            assertThat(verification).as("round %d", round).isInstanceOf(LogVerification.Sound.class);
            Checkpoint checkpoint = ((LogVerification.Sound) verification).checkpoint();
            assertThat(checkpoint.size()).isGreaterThanOrEqualTo(told);
            seen.add(checkpoint);
        }
        assertThat(seen.getLast().size()).isGreaterThan(seen.getFirst().size());
    }

    /** Lets a writer run for some time behind its first checkpoint; returns the size that it told of last. */
    private long writeAndKill(int millis) throws IOException, InterruptedException {
        Path told = temporary.resolve("told");
        Files.deleteIfExists(told);
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        temporary.resolve("log").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(told.toFile())
                .start();
        try {
            while (writer.isAlive() && Files.size(told) == 0) {
                Thread.sleep(5);
            }
            Thread.sleep(millis);
        } finally {
            writer.destroyForcibly().waitFor();
        }
        // The last line may be cut.
        String lines = Files.readString(told);
        return lines.substring(0, lines.lastIndexOf('\n') + 1)
                .lines()
                .mapToLong(Long::parseLong)
                .max()
                .orElseThrow();
    }
}
