package dev.carillon.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// Uploads that are not whole yet: a file for each. What is told to be there is on the disk.
final class PartFolder {
    private static final int BUFFER = 64 << 10;
    /// After so many bytes what has come is synced and noted, so that a crash loses no more.
    private static final long STEP = 16 << 20;

    private final Path folder;
    private final long reserve;

    /// @param reserve bytes of the disk that stay free
    PartFolder(Path folder, long reserve) {
        this.folder = folder;
        this.reserve = reserve;
    }

    /// How the writing ended.
    enum End {
        WHOLE,
        /// The body broke off; what has come is kept.
        BROKEN,
        /// There is more of it than there may be.
        TOO_LONG,
        NO_SPACE
    }

    /// @param at bytes that are on the disk now
    record Written(End end, long at) {}

    Path path(String id) {
        return folder.resolve(id);
    }

    void create(String id) throws IOException {
        FileChannel.open(path(id), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        DiskDepot.sync(folder);
    }

    /// Whether so many bytes more would leave the disk its reserve.
    boolean hasRoom(long more) throws IOException {
        return Files.getFileStore(folder).getUsableSpace() - more >= reserve;
    }

    /// Writes a body behind what is there.
    ///
    /// @param from bytes that are there
    /// @param most bytes that there may be
    /// @param progress told what is on the disk, now and then and at the end
    Written write(String id, InputStream body, long from, long most, LongConsumer progress) throws IOException {
        try (var file = FileChannel.open(path(id), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var buffer = new byte[BUFFER];
            long at = from;
            long synced = from;
            while (true) {
                int count = read(body, buffer);
                End end = count == -1 ? End.WHOLE : count < -1 ? End.BROKEN : count > most - at ? End.TOO_LONG : null;
                if (end == null && at - synced >= STEP) {
                    sync(file, at, progress);
                    synced = at;
                    end = hasRoom(count) ? null : End.NO_SPACE;
                }
                if (end != null) {
                    sync(file, at, progress);
                    return new Written(end, at);
                }
                write(file, ByteBuffer.wrap(buffer, 0, count), at);
                at += count;
            }
        }
    }

    /// −1 at the end, −2 when the client has gone or is stopped.
    private static int read(InputStream body, byte[] into) {
        try {
            return body.read(into);
        } catch (IOException e) {
            return -2;
        }
    }

    private static void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        long to = at;
        while (bytes.hasRemaining()) {
            to += file.write(bytes, to);
        }
    }

    private static void sync(FileChannel file, long at, LongConsumer progress) throws IOException {
        file.force(false);
        progress.accept(at);
    }

    /// Cuts off what was written and never noted.
    void cut(String id, long length) throws IOException {
        try (var file = FileChannel.open(path(id), StandardOpenOption.WRITE)) {
            if (file.size() > length) {
                file.truncate(length);
                file.force(true);
            }
        }
    }

    void delete(String id) throws IOException {
        Files.deleteIfExists(path(id));
    }

    /// Removes parts whose uploads are not known.
    void clear(Predicate<String> known) throws IOException {
        try (var parts = Files.newDirectoryStream(folder)) {
            for (Path part : parts) {
                if (!known.test(String.valueOf(part.getFileName()))) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }
}
