package dev.carillon.files;

import dev.carillon.accounts.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Uploads from their announcement to the file that they become, whichever door they came by. Every step can be
/// repeated after a crash. Calls for one upload come one at a time ([Turns]).
final class Uploads {
    private static final Logger LOG = System.getLogger(Uploads.class.getName());
    private static final int PAGE = 100;
    private static final String THUMBNAIL = ".t";

    private final FileStore store;
    private final PartFolder parts;
    private final Depot depot;
    private final Thumbnails thumbnails;
    private final FileSettings settings;
    private final FileMetrics metrics;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Uploads(
            FileStore store,
            PartFolder parts,
            Depot depot,
            Thumbnails thumbnails,
            FileSettings settings,
            FileMetrics metrics,
            Clock clock) {
        this.store = store;
        this.parts = parts;
        this.depot = depot;
        this.thumbnails = thumbnails;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    static String thumbnailKey(String file) {
        return file + THUMBNAIL;
    }

    sealed interface Opened {
        record Good(StoredFile.Upload upload) implements Opened {}

        record Refused(Refusal refusal) implements Opened {}
    }

    /// What has come of a body.
    ///
    /// @param problem null when all of it was taken
    record Taken(StoredFile.Upload upload, @Nullable Refusal problem) {}

    /// @param length announced bytes
    Opened open(User owner, String name, String declared, long length, String metadata) {
        if (length > settings.maxBytes()) {
            return refused(413, "TOOLARGE", "a file may have " + settings.maxBytes() + " bytes (files-max-size)");
        }
        try {
            if (!parts.hasRoom(length + store.outstanding())) {
                return new Opened.Refused(Refusal.noSpace());
            }
            long expires = clock.millis() + TimeUnit.HOURS.toMillis(settings.uploadHours());
            var upload = new StoredFile.Upload(
                    FileId.fresh(random),
                    FileId.fresh(random),
                    owner.aid(),
                    owner.uid(),
                    FileName.clean(name),
                    declared,
                    length,
                    0,
                    metadata,
                    expires,
                    false);
            return switch (store.open(upload, settings.unfinished(), settings.quotaBytes())) {
                case YES -> {
                    parts.create(upload.id());
                    yield new Opened.Good(upload);
                }
                case TOO_MANY ->
                    refused(
                            429,
                            "TOOMANY",
                            "a user may have " + settings.unfinished() + " unfinished uploads (files-unfinished)");
                case QUOTA ->
                    refused(
                            413,
                            "QUOTA",
                            "the files of a user may have " + settings.quotaBytes() + " bytes in all (files-quota)");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Opened refused(int status, String error, String message) {
        return new Opened.Refused(new Refusal(status, error, message));
    }

    /// The user's own upload; null when there is none that still counts.
    StoredFile.@Nullable Upload find(User user, String id) {
        StoredFile.Upload upload = FileId.isOne(id) ? store.upload(id) : null;
        return upload == null || upload.owner() != user.uid() || upload.expires() <= clock.millis() ? null : upload;
    }

    /// Writes more of it.
    Taken write(StoredFile.Upload upload, InputStream body) {
        try {
            PartFolder.Written written = parts.write(
                    upload.id(),
                    body,
                    upload.received(),
                    upload.length(),
                    at -> store.progress(upload.id(), at, upload.length()));
            metrics.received(written.at() - upload.received());
            return new Taken(
                    upload.received(written.at()),
                    switch (written.end()) {
                        case WHOLE -> null;
                        case BROKEN -> new Refusal(408, "BROKEN", "the body broke off, or came too slowly");
                        case TOO_LONG ->
                            new Refusal(413, "TOOLARGE", "the body has more than " + upload.length() + " bytes");
                        case NO_SPACE -> Refusal.noSpace();
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("an upload cannot be written", e);
        }
    }

    /// An upload that turned out to be shorter than announced.
    StoredFile.Upload shortened(StoredFile.Upload upload) {
        store.progress(upload.id(), upload.received(), upload.received());
        return upload.whole();
    }

    /// The file that a whole upload becomes, or has become. On the disk, or in the S3 service, when this returns.
    StoredFile finish(StoredFile.Upload upload) {
        StoredFile present = store.file(upload.file());
        if (present != null) {
            return present;
        }
        try {
            parts.cut(upload.id(), upload.length());
            StoredFile file = examined(upload);
            depot.take(parts.path(upload.id()), file.id());
            store.add(file, upload.id());
            metrics.added(file);
            deletePart(upload.id());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("a file cannot be stored", e);
        }
    }

    private StoredFile examined(StoredFile.Upload upload) throws IOException {
        var path = parts.path(upload.id());
        FileType type;
        ImageSize size;
        try (var part = FileChannel.open(path, StandardOpenOption.READ)) {
            type = Sniffer.type(head(part), upload.declared(), upload.name());
            size = type.kind() == FileType.IMAGE ? ImageSize.of(part, type.type()) : null;
        }
        byte[] thumbnail = size == null ? null : thumbnails.of(path, type.type(), size);
        if (thumbnail != null) {
            depot.take(thumbnail, thumbnailKey(upload.file()));
        }
        long now = clock.millis();
        return new StoredFile(
                upload.file(),
                upload.aid(),
                upload.owner(),
                upload.name(),
                type.type(),
                type.kind(),
                type.inline(),
                upload.length(),
                size == null ? 0 : size.shownWidth(),
                size == null ? 0 : size.shownHeight(),
                thumbnail == null ? 0 : thumbnail.length,
                now,
                now,
                now + TimeUnit.DAYS.toMillis(settings.unusedDays()),
                0);
    }

    private static byte[] head(FileChannel part) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(Sniffer.BYTES);
        while (head.hasRemaining() && part.read(head, head.position()) > 0) {
            // reads on
        }
        return Arrays.copyOf(head.array(), head.position());
    }

    /// Without effect on the file, once that is there.
    void drop(StoredFile.Upload upload) {
        store.dropUpload(upload.id());
        deletePart(upload.id());
    }

    private void deletePart(String id) {
        try {
            parts.delete(id);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A part cannot be deleted; the next start tries again", e);
        }
    }

    /// Drops what has not been finished in time.
    void sweep(Turns turns) {
        List<StoredFile.Upload> ended;
        do {
            ended = store.ended(clock.millis(), PAGE);
            ended.stream().filter(upload -> !turns.isWorkedOn(upload.id())).forEach(this::drop);
        } while (ended.size() == PAGE && ended.stream().noneMatch(upload -> turns.isWorkedOn(upload.id())));
    }

    /// After a start: parts that a crash has left.
    void clearParts() {
        try {
            parts.clear(id -> {
                StoredFile.Upload upload = FileId.isOne(id) ? store.upload(id) : null;
                return upload != null && !upload.done();
            });
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Old parts cannot be looked through", e);
        }
    }
}
