package dev.carillon.e2e.harness;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a power cut can leave of the logs: everything that was on the disk at a certain moment, and behind it torn
/// writes. At the moment of the mark the server has nothing to write; what its logs hold then is durable. After it was
/// killed, [#tear] damages what came later. It knows nothing of the logs' form: the first byte that is another one than
/// at the mark is where later writes begin.
public final class TornLog {
    private static final int MOST_GARBAGE = 5_000;

    /// Less than any record of the logs has.
    private static final int MOST_WHOLE = 20;

    private final Path log;
    private final byte[] atMark;

    /// How the end looks.
    public enum How {
        /// It is missing.
        CUT,
        /// Blocks were reserved, but not written.
        ZEROS,
        /// Bytes are wrong, here and there up to the end: nothing whole stands behind the first of them.
        FLIPPED,
        /// Something else stands there.
        GARBAGE
    }

    private TornLog(Path log) {
        this.log = log;
        this.atMark = bytes(log);
    }

    /// Marks the log of the messages.
    public static TornLog ofMessages(Path folder) {
        return new TornLog(newest(folder.resolve("messages")));
    }

    /// Marks the log of the directory.
    public static TornLog ofDirectory(Path folder) {
        return new TornLog(folder.resolve("directory.db-wal"));
    }

    /// Whether nothing was written since the mark.
    public boolean isQuiet() {
        return isNewest() && Arrays.equals(atMark, bytes(log));
    }

    private boolean isNewest() {
        return log.toString().endsWith("-wal") || log.equals(newest(log.resolveSibling("")));
    }

    /// Damages what was written since the mark, anywhere. Returns what was done, null when there was nothing.
    public @Nullable String tear(How how, Random random) {
        Path target = isNewest() ? log : newest(log.resolveSibling(""));
        byte[] before = target.equals(log) ? atMark : new byte[0];
        byte[] now = bytes(target);
        int first = Math.max(0, Arrays.mismatch(before, now));
        int last = now.length;
        while (last > first && last <= before.length && before[last - 1] == now[last - 1]) {
            last--;
        }
        if (first >= last) {
            return null;
        }
        int at = random.nextInt(first, last);
        try (var file = new RandomAccessFile(target.toFile(), "rw")) {
            damage(file, how, at, last, random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return how + " at byte " + at + " of " + first + "–" + last + " in " + target.getFileName();
    }

    private static void damage(RandomAccessFile file, How how, int at, int last, Random random) throws IOException {
        byte[] rest = new byte[last - at];
        switch (how) {
            case CUT -> file.setLength(at);
            case ZEROS -> put(file, at, rest);
            case FLIPPED -> {
                file.seek(at);
                file.readFully(rest);
                for (int i = 0; i < rest.length; i += 1 + random.nextInt(MOST_WHOLE)) {
                    rest[i] ^= (byte) (1 << random.nextInt(8));
                }
                put(file, at, rest);
            }
            case GARBAGE -> {
                file.setLength(at);
                byte[] garbage = new byte[random.nextInt(1, MOST_GARBAGE)];
                random.nextBytes(garbage);
                put(file, at, garbage);
            }
        }
    }

    private static void put(RandomAccessFile file, int at, byte[] bytes) throws IOException {
        file.seek(at);
        file.write(bytes);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newest(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .filter(file -> file.toFile().length() > 0)
                    .max(Comparator.comparing(Path::getFileName))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
