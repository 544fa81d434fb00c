package dev.carillon.e2e.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A disk of a few megabytes, in memory, that can be filled to the last byte without harm to anything else: only
/// processes that are started in its namespace see it. It needs Linux and namespaces for users, but no rights.
public final class SmallDisk implements AutoCloseable {
    private static final String BALLAST = "ballast";
    private static final int PATIENCE_SECONDS = 10;

    private final Path beside;
    private final Process holder;

    private SmallDisk(Path beside, Process holder) {
        this.beside = beside;
        this.holder = holder;
    }

    /// Makes one. Where the system does not let us, the test that asked is skipped, and says why.
    public static SmallDisk of(int mebibytes) {
        try {
            Path beside = Files.createTempDirectory("carillon-disk-");
            Path point = Files.createDirectory(beside.resolve("disk"));
            String mount = "mount -t tmpfs -o size=" + mebibytes + "m tmpfs \"$0\" && echo mounted && exec cat";
            var holder = new ProcessBuilder(
                            "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, point.toString())
                    .redirectErrorStream(true)
                    .start();
            String answer = holder.inputReader(StandardCharsets.UTF_8).readLine();
            if ("mounted".equals(answer)) {
                return new SmallDisk(beside, holder);
            }
            holder.destroy();
            delete(beside);
            return skip(String.valueOf(answer));
        } catch (IOException e) {
            return skip(e.getMessage());
        }
    }

    private static SmallDisk skip(String why) {
        String reason = "Skipped, because no small disk can be made here: " + why;
        System.out.println(reason);
        return Assumptions.abort(reason);
    }

    /// The disk, as processes see it that were started by [#enter].
    Path mountPoint() {
        return beside.resolve("disk");
    }

    /// The disk, as everybody else sees it.
    public Path folder() {
        return Path.of("/proc/" + holder.pid() + "/root" + mountPoint());
    }

    /// A file that is not on the disk.
    Path beside(String name) {
        return beside.resolve(name);
    }

    /// What to put in front of a command so that it sees the disk.
    List<String> enter() {
        String pid = Long.toString(holder.pid());
        return List.of("nsenter", "--target", pid, "--user", "--preserve-credentials", "--mount", "--");
    }

    /// Takes what room there is, to the last byte.
    public void fill() {
        for (int size = 1 << 16; size > 0; size >>= 4) {
            byte[] more = new byte[size];
            try (OutputStream out = Files.newOutputStream(
                    folder().resolve(BALLAST), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(more);
                }
            } catch (IOException full) {
                if (!String.valueOf(full.getMessage()).contains("No space left")) {
                    throw new UncheckedIOException(full);
                }
            }
        }
    }

    /// Gives back what [#fill] took.
    public void free() {
        try {
            Files.delete(folder().resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The disk goes when the last process in it has ended.
    @Override
    public void close() {
        holder.destroy();
        try {
            if (!holder.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                holder.destroyForcibly();
            }
            delete(beside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
