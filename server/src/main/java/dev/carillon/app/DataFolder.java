package dev.carillon.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// The data folder of a running server: made for its owner alone, and held by a lock, so that no second server can
/// use it. The system lets go of the lock however the process ends.
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String TOKEN = "default.token";

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// @throws StartFailure when it cannot be made, written, or is in use
    static DataFolder hold(Path path) throws StartFailure {
        try {
            create(path);
            FileChannel channel = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                String holder = holder(channel);
                channel.close();
                throw new StartFailure("the data folder " + path + " is in use by another server" + holder);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataFolder(path, channel);
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure("the data folder " + path + " is a file", e);
        } catch (AccessDeniedException e) {
            throw new StartFailure("the data folder " + path + " cannot be written: permission denied", e);
        } catch (IOException e) {
            throw new StartFailure("the data folder " + path + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static void create(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(path, owner("rwx------"));
        }
    }

    private static FileAttribute<?>[] owner(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        String pid = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? "" : " (process " + pid + ")";
    }

    Path path() {
        return path;
    }

    /// Writes the token of the first app into a file that only the owner can read.
    void writeToken(String token) throws StartFailure {
        Path file = path.resolve(TOKEN);
        Path aside = path.resolve(TOKEN + ".tmp");
        try {
            Files.deleteIfExists(aside);
            Files.createFile(aside, owner("rw-------"));
            Files.writeString(aside, token + "\n");
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartFailure(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
