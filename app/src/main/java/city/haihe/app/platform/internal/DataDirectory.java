package city.haihe.app.platform.internal;

import city.haihe.app.platform.StartupFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The installation's directory: created with mode 0700, held by one process at a time. */
final class DataDirectory implements AutoCloseable {

    private static final int SECRET_BYTES = 24;

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
     * @throws StartupFailure where it belongs to someone else or a living process holds it
     */
    static DataDirectory open(Path path, ServiceUser user) {
        try {
            boolean fresh = !Files.exists(path);
            Files.createDirectories(path);
            if (!Files.isWritable(path)) {
                throw unusable(path + " cannot be written by " + System.getProperty("user.name"), null);
            }
            Path lockFile = path.resolve("lock");
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw unusable(path + " is in use by another haihe (expected: one process a data directory)", null);
            }
            if (fresh || user.other()) {
                Files.setOwner(path, user.principal(path));
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            return new DataDirectory(path, channel, lock);
        } catch (IOException failed) {
            throw unusable(path + " cannot be used: " + failed.getMessage(), failed);
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
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret);
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
