package city.haihe.app.platform.internal;

import city.haihe.app.platform.StartupFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The installation's directory: created with mode 0700, held by one process at a time. */
final class DataDirectory implements AutoCloseable {

    private static final int SECRET_BYTES = 24;

    private static final String LOCK = "lock";

    /** An installation has at least one of these regular files, from its first moments on. */
    private static final List<String> MARKS = List.of(LOCK, SettingsReader.FILE, "credentials.json", "pg/PG_VERSION");

    /** What a freshly made file system holds before anybody used it. */
    private static final String EMPTY_VOLUME = "lost+found";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens the directory, making it where it is absent.
     *
     * @throws StartupFailure where it belongs to someone else, holds something else, or a living process holds it
     */
    static DataDirectory open(Path path, ServiceUser user) {
        return openUnused(path, user)
                .orElseThrow(() ->
                        unusable(path + " is in use by another haihe (expected: one process a data directory)", null));
    }

    /** The same, but empty where a living process holds it. */
    static Optional<DataDirectory> openUnused(Path path, ServiceUser user) {
        try {
            refuseForeign(path, user);
            Files.createDirectories(path);
            if (!Files.isWritable(path)) {
                throw unusable(path + " cannot be written by " + System.getProperty("user.name"), null);
            }
            Path lockFile = path.resolve(LOCK);
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            if (user.other()) {
                Files.setOwner(path, user.principal(path));
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            return Optional.of(new DataDirectory(path, channel, lock));
        } catch (IOException failed) {
            throw unusable(path + " cannot be used: " + failed.getMessage(), failed);
        }
    }

    /** We change owner and mode of our directory, which would lock others out of theirs: a mistyped path stays as it is. */
    private static void refuseForeign(Path path, ServiceUser user) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.isDirectory(path)) {
            throw unusable(path + " is a file (expected: a directory)", null);
        }
        String owner = Files.getOwner(path).getName();
        String own = System.getProperty("user.name");
        if (!owner.equals(own) && !owner.equals(user.name())) {
            throw unusable(path + " belongs to \"" + owner + "\" (expected: " + own + ")", null);
        }
        boolean ours =
                MARKS.stream().anyMatch(mark -> Files.isRegularFile(path.resolve(mark), LinkOption.NOFOLLOW_LINKS));
        if (ours) {
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            if (entries.anyMatch(entry -> !entry.endsWith(EMPTY_VOLUME))) {
                throw unusable(
                        path + " holds files that are not ours (expected: an empty directory or an installation)",
                        null);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static StartupFailure unusable(String reason, @Nullable Throwable cause) {
        return cause == null
                ? new StartupFailure(StartupFailure.Kind.DATA_DIRECTORY, reason)
                : new StartupFailure(StartupFailure.Kind.DATA_DIRECTORY, reason, cause);
    }

    Path path() {
        return path;
    }

    /** A secret of this installation, made at its first use and kept in a file only its owner reads. */
    String secret(String name) {
        Path file = path.resolve(name);
        try {
            if (Files.exists(file)) {
                return Files.readString(file).trim();
            }
            byte[] bytes = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(bytes);
            String secret = HexFormat.of().formatHex(bytes);
            // Temporary files are made with mode 0600; the rename leaves no half-written secret to a start that is cut
            // off.
            Path part = Files.createTempFile(path, name, ".part");
            Files.writeString(part, secret);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return secret;
        } catch (IOException failed) {
            throw unusable(file + " cannot be used: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
