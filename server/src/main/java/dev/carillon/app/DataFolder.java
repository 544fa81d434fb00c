package dev.carillon.app;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The data folder of a running server: made for its owner alone, and held by a lock, so that no second server can
/// use it. The system lets go of the lock however the process ends.
final class DataFolder implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DataFolder.class.getName());
    private static final String OWNER_ALONE = "rwx------";
    private static final List<String> PARTS = List.of("messages", "files", "native");
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
            var folder = new DataFolder(path, channel);
            for (String part : PARTS) {
                folder.makePrivate(Path.of(part));
            }
            return folder;
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure(e.getFile() + " is a file, where the data folder should have a folder", e);
        } catch (AccessDeniedException e) {
            throw new StartFailure(
                    "the data folder " + path + " cannot be written: permission denied for " + e.getFile(), e);
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
            Files.createDirectory(path, owner(OWNER_ALONE));
        }
        close(path);
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

    /// Where the token of the first app lies.
    Path token() {
        return path.resolve(TOKEN);
    }

    /// Writes the token of the first app into a file that only the owner can read.
    void writeToken(String token) throws StartFailure {
        try {
            write(Path.of(TOKEN), token + "\n");
        } catch (IOException e) {
            throw new StartFailure(token() + " cannot be written: " + e.getMessage(), e);
        }
    }

    /// Puts text into a file that only the owner can read; whoever reads it sees the old text or the new one.
    void write(Path file, String text) throws IOException {
        replace(file, text, false);
    }

    /// As [#write], on the disk when it returns.
    void writeDurably(Path file, String text) throws IOException {
        replace(file, text, true);
    }

    private void replace(Path file, String text, boolean durably) throws IOException {
        Path target = path.resolve(file);
        Path aside = path.resolve(file + ".tmp");
        Files.deleteIfExists(aside);
        Files.createFile(aside, owner("rw-------"));
        try (var out = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            if (durably) {
                out.force(true);
            }
        }
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path parent = target.getParent();
        if (durably && parent != null) {
            try (var directory = FileChannel.open(parent)) {
                directory.force(true);
            }
        }
    }

    /// Makes a folder in it, for its owner alone, also when it was there before.
    void makePrivate(Path folder) throws IOException {
        Path inside = path.resolve(folder);
        if (!Files.isDirectory(inside)) {
            Files.createDirectory(inside, owner(OWNER_ALONE));
        }
        close(inside);
    }

    /// Takes rights of others away. A folder that is somebody else's, as a mounted one can be, is left as it is: what
    /// lies in it is closed.
    private static void close(Path folder) throws IOException {
        var view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> rights = view.readAttributes().permissions();
        Set<PosixFilePermission> owners = PosixFilePermissions.fromString(OWNER_ALONE);
        if (owners.containsAll(rights)) {
            return;
        }
        try {
            view.setPermissions(owners);
        } catch (IOException e) {
            LOG.log(Level.WARNING, folder + " can be read by others on this machine, and that cannot be changed: " + e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
