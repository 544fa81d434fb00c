package dev.carillon.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files and sockets of this process.
final class OpenFiles {
    private static final Path LIMITS = Path.of("/proc/self/limits");

    /// Fewer are of no use: the stores alone have some hundreds.
    static final int LEAST = 512;

    /// Tables of the message store that stay open.
    private static final int TABLES = 512;

    /// Jars, logs, the directory and what the system keeps for itself.
    private static final int OTHERS = 288;

    private OpenFiles() {}

    /// How those that may be open are shared out, so that none is missing when all are in use.
    record Shares(int connections, int downloads, int tables) {}

    /// @param connections as many as are wanted
    /// @param downloads as many as are wanted
    static Shares shares(int most, int connections, int downloads) {
        int tables = Math.min(TABLES, most / 4);
        int files = Math.min(downloads, most / 8);
        return new Shares(Math.min(connections, most - OTHERS - tables - files), files, tables);
    }

    static String tooFew() {
        return "too few files and sockets may be open: " + most() + ", and it needs at least " + LEAST
                + "; allow more with ulimit -n, or LimitNOFILE of systemd";
    }

    /// How many the system lets this process have. Read from the system itself where it tells, because the management
    /// beans of the JVM take longer to load than all the rest of the start's wiring.
    static int most() {
        try {
            if (Files.isReadable(LIMITS)) {
                for (String line : Files.readAllLines(LIMITS)) {
                    if (line.startsWith("Max open files")) {
                        String soft = line.substring("Max open files".length())
                                .strip()
                                .split(" ")[0];
                        return soft.equals("unlimited")
                                ? Integer.MAX_VALUE
                                : (int) Math.min(Long.parseLong(soft), Integer.MAX_VALUE);
                    }
                }
            }
        } catch (IOException | NumberFormatException e) {
            // told in another way than expected: then as everywhere
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(unix.getMaxFileDescriptorCount(), Integer.MAX_VALUE)
                : Integer.MAX_VALUE;
    }

    /// How many it has; −1 where the system does not tell.
    static long open() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }
}
