package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A log as files under the paths of C2SP tlog-tiles, ready to be served as they are. A file appears whole or not at all, whatever
 * crashes when: it is written under another name, flushed, renamed, and its directory flushed. When a full tile is there its partial
 * ones go. For one writer at a time.
 */
public final class LogDirectory implements TileStore {

    private static final String CHECKPOINT = "checkpoint";
    private static final String UNFINISHED = ".tmp";
    private static final String PARTIAL = ".p";

    private final Path root;

    /** The log in this directory, which is made when something is first written. */
    public LogDirectory(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public Optional<byte[]> read(TileId tile) {
        return read(root.resolve(tile.path()));
    }

    @Override
    public void write(SequencedMap<TileId, byte[]> tiles) {
        SequencedMap<Path, byte[]> files = new LinkedHashMap<>();
        tiles.forEach((tile, bytes) -> files.put(root.resolve(tile.path()), bytes));
        try {
            writeFiles(files);
            for (TileId tile : tiles.keySet()) {
                if (tile.isFull()) {
                    deletePartial(root.resolve(tile.fullPath() + PARTIAL));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The signed checkpoint, as it was published last. */
    public Optional<byte[]> checkpoint() {
        return read(root.resolve(CHECKPOINT));
    }

    /** Publishes a signed checkpoint; durable when this returns. Its tiles must be. */
    public void publish(SignedNote checkpoint) {
        SequencedMap<Path, byte[]> file = new LinkedHashMap<>();
        file.put(root.resolve(CHECKPOINT), checkpoint.toString().getBytes(UTF_8));
        try {
            writeFiles(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void writeFiles(SequencedMap<Path, byte[]> files) throws IOException {
        Set<Path> changed = new LinkedHashSet<>();
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            Path directory = Objects.requireNonNull(file.getKey().getParent(), "a file below the log's directory");
            makeDirectories(directory, changed);
            changed.add(directory);
            writeFlushed(unfinished(file.getKey()), file.getValue());
        }
        for (Path file : files.keySet()) {
            Files.move(unfinished(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        for (Path directory : changed) {
            flushDirectory(directory);
        }
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    /** Makes what is missing of a directory; the directories that got a new name in them must be flushed too. */
    private static void makeDirectories(Path directory, Set<Path> changed) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || Files.isDirectory(directory)) {
            return;
        }
        makeDirectories(parent, changed);
        Files.createDirectory(directory);
        changed.add(parent);
    }

    private static void writeFlushed(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private static void flushDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deletePartial(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
