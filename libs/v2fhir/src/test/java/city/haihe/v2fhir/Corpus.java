package city.haihe.v2fhir;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Facts beside this repository that are no part of it: messages, the official maps, what is expected of messages. */
final class Corpus {

    private Corpus() {}

    /** A folder of {@code shared/hl7v2}, which may be absent. */
    static Path folder(String name) {
        Path beside = Path.of("shared", "hl7v2", name);
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(beside))) {
                return folder.resolve(beside);
            }
        }
        return beside;
    }

    /** The files below a folder whose name has the ending, in order. */
    static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** The messages that can be parsed, by file. */
    static TreeMap<Path, Message> messages() throws IOException {
        TreeMap<Path, Message> messages = new TreeMap<>();
        for (Path file : files(folder("corpus"), ".hl7")) {
            if (Message.parse(Files.readAllBytes(file), Hl7Charset.UTF_8) instanceof Parsed(Message message)) {
                messages.put(file, message);
            }
        }
        return messages;
    }
}
