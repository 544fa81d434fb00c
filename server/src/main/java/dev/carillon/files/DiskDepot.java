package dev.carillon.files;

import dev.carillon.gateway.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// Files in a folder, in 4,096 folders by the beginning of their keys. Keys are random and made by the server, so no
/// path ever contains what a client has said. A file gets its name only when all of it is on the disk.
final class DiskDepot implements Depot {
    /// What is smaller is answered from memory, and holds no descriptor while a client takes its time.
    private static final int SMALL = 64 << 10;

    private final Path folder;

    DiskDepot(Path folder) {
        this.folder = folder;
    }

    /// Letters of both cases become numbers, for file systems that do not tell them apart.
    private Path path(String key) {
        int place = Math.floorMod(key.hashCode(), 4_096);
        return folder.resolve("%02x".formatted(place >> 6))
                .resolve("%02x".formatted(place & 63))
                .resolve(key);
    }

    @Override
    public void take(Path part, String key) throws IOException {
        Path target = path(key);
        makeFolders(target);
        try {
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            // taken before a crash
        } catch (UnsupportedOperationException | IOException e) {
            copy(part, target);
        }
        sync(parent(target));
    }

    private static Path aside(Path target) {
        return target.resolveSibling(target.getFileName() + ".tmp");
    }

    /// For a disk that knows no links.
    private static void copy(Path part, Path target) throws IOException {
        Path aside = aside(target);
        Files.copy(part, aside, StandardCopyOption.REPLACE_EXISTING);
        try (var file = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void take(byte[] bytes, String key) throws IOException {
        Path target = path(key);
        makeFolders(target);
        Path aside = aside(target);
        try (var file = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            file.force(true);
        }
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        sync(parent(target));
    }

    @Override
    public HttpResponse.Body body(String key, long from, long length) throws IOException {
        FileChannel file = FileChannel.open(path(key), StandardOpenOption.READ);
        if (length > SMALL) {
            return new HttpResponse.Body.Piece(file, from, length);
        }
        try (file) {
            return new HttpResponse.Body.Bytes(read(file, from, (int) length));
        }
    }

    private static byte[] read(FileChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("a file is shorter than it was");
            }
        }
        return bytes.array();
    }

    @Override
    public byte[] bytes(String key) throws IOException {
        return Files.readAllBytes(path(key));
    }

    /// With what a crash may have left beside it.
    @Override
    public void delete(String key) throws IOException {
        Path target = path(key);
        Files.deleteIfExists(target);
        Files.deleteIfExists(aside(target));
    }

    @Override
    public void tidy(Duration age) {
        // what is aside has the name of what it becomes, and goes with it
    }

    /// New folders are on the disk before anything in them is relied upon.
    private void makeFolders(Path target) throws IOException {
        Path inner = parent(target);
        if (!Files.isDirectory(inner)) {
            Path outer = parent(inner);
            boolean fresh = !Files.isDirectory(outer);
            Files.createDirectories(inner);
            sync(outer);
            if (fresh) {
                sync(folder);
            }
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("a file without a folder");
        }
        return parent;
    }

    static void sync(Path folder) throws IOException {
        try (var directory = FileChannel.open(folder)) {
            directory.force(true);
        }
    }

    @Override
    public void close() {}
}
