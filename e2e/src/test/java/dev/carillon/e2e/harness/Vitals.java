package dev.carillon.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a server's process holds at one moment. Linux only.
///
/// @param heap bytes of the Java heap in use after a full collection
/// @param rss bytes of memory that the system has given it
/// @param threads of the system, which virtual threads are not
/// @param sockets open
/// @param files other open files
/// @param disk bytes in the data folder
public record Vitals(long heap, long rss, long threads, long sockets, long files, long disk) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /// Takes them, with a full garbage collection.
    public static Vitals of(ServerProcess server) {
        jcmd(server, "GC.run");
        Matcher heap = USED.matcher(jcmd(server, "GC.heap_info"));
        if (!heap.find()) {
            throw new IllegalStateException("jcmd does not say how much of the heap is used");
        }
        List<Path> descriptors = descriptors(server);
        long sockets = descriptors.stream().filter(Vitals::isSocket).count();
        return new Vitals(
                Long.parseLong(heap.group(1)) * 1024,
                status(server, "VmRSS") * 1024,
                status(server, "Threads"),
                sockets,
                descriptors.size() - sockets,
                disk(server.folder()));
    }

    /// How many sockets a server has open, its listening one too.
    public static long sockets(ServerProcess server) {
        return descriptors(server).stream().filter(Vitals::isSocket).count();
    }

    /// Seconds of CPU that a server has used so far.
    public static double cpuSeconds(ServerProcess server) {
        return ProcessHandle.of(server.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .map(duration -> duration.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    private static List<Path> descriptors(ServerProcess server) {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static long status(ServerProcess server, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(server.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long disk(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(Vitals::size).sum();
        } catch (IOException | UncheckedIOException e) {
            // a file went while we looked: the next sample will do
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException goneMeanwhile) {
            return 0;
        }
    }

    private static String jcmd(ServerProcess server, String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(jcmd, Long.toString(server.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + command + " failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
