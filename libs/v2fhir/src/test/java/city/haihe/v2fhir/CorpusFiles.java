package city.haihe.v2fhir;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Messages to try: those beside this project's tests, and a corpus of others, which is not part of this repository. */
final class CorpusFiles {

    private static final Path BESIDE = Path.of("shared", "hl7v2", "corpus");
    private static final Path OWN = Path.of("src", "test", "resources", "city", "haihe", "v2fhir");

    private static final Path PAGES = Path.of("..", "..", "docs", "hl7v2");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```hl7[^\\n]*\\n(MSH.*?)^```$");

    private CorpusFiles() {}

    /** The folder shared/hl7v2/corpus beside this repository, or empty. */
    static Optional<Path> folder() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(BESIDE))) {
                return Optional.of(folder.resolve(BESIDE));
            }
        }
        return Optional.empty();
    }

    /** All files: our own, and those of the corpus where it is there. */
    static List<Path> files() {
        return Stream.concat(in(OWN).stream(), folder().stream().flatMap(folder -> in(folder).stream()))
                .toList();
    }

    /** The messages of the pages in docs/hl7v2. */
    static List<String> pageMessages() {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .flatMap(page -> EXAMPLE.matcher(text(page)).results())
                    .map(example -> example.group(1).replace('\n', '\r'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(".hl7"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The message of a file, or empty where it is none. */
    static Optional<Message> read(Path file) {
        try {
            return Message.parse(Files.readAllBytes(file), Hl7Charset.UTF_8) instanceof Parsed(Message message)
                    ? Optional.of(message)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
