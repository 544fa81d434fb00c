package dev.carillon.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A fresh server process on a fresh data folder, with the options of the launcher, and what the system and the JVM
/// tell about it. Linux only: it reads `/proc`.
final class ServerUnderTest implements AutoCloseable {
    private static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseG1GC",
            "-Xms256m",
            "-XX:MaxRAMPercentage=40",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final Pattern HEAP = Pattern.compile("committed (\\d+)K, used (\\d+)K");
    private static final int START_SECONDS = 60;
    private static final int TICKS_PER_SECOND = 100;

    private final Process process;
    private final Path data;
    private final URI url;

    private ServerUnderTest(Process process, Path data, URI url) {
        this.process = process;
        this.data = data;
        this.url = url;
    }

    /// @param options for the JVM, beside the launcher's and those in `CARILLON_JAVA_OPTS`
    static ServerUnderTest start(String... options) {
        try {
            Path data = Files.createTempDirectory("carillon-bench-");
            var command = new ArrayList<String>();
            command.add(tool("java"));
            command.addAll(JVM_OPTIONS);
            String more = System.getenv().getOrDefault("CARILLON_JAVA_OPTS", "").strip();
            if (!more.isEmpty()) {
                command.addAll(List.of(more.split("\\s+")));
            }
            command.addAll(List.of(options));
            command.addAll(List.of("-cp", distribution() + "/lib/*", "dev.carillon.app.Main", "start"));
            command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--data", data.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectError(data.resolve("bench.log").toFile())
                    .start();
            return new ServerUnderTest(process, data, awaitReady(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static Path distribution() {
        Path home = Path.of(System.getenv().getOrDefault("CARILLON_DIST", "server/target/dist"));
        if (!Files.isDirectory(home.resolve("lib"))) {
            throw new IllegalStateException("there is no distribution in " + home + "; ./carillon build makes one");
        }
        return home;
    }

    private static URI awaitReady(Process process) {
        var ready = new CompletableFuture<URI>();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("ready ")) {
                        ready.complete(URI.create(line.substring("ready ".length())));
                    }
                }
            } catch (IOException e) {
                ready.completeExceptionally(e);
            }
            ready.completeExceptionally(new IOException("it ended"));
        });
        try {
            return ready.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not get ready", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    Backend backend() {
        try {
            return new Backend(
                    url, Files.readString(data.resolve("default.token")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- what it uses

    /// Memory in KiB after a full garbage collection.
    ///
    /// @param heap objects alive
    /// @param outside of the heap: what the system counts for the process less the committed heap. Right only when
    /// the
    ///     heap was touched from the start, `-XX:+AlwaysPreTouch`
    record Memory(long heap, long outside) {
        long sum() {
            return heap + outside;
        }
    }

    Memory memory() {
        jcmd("GC.run");
        jcmd("GC.run");
        Matcher heap = HEAP.matcher(jcmd("GC.heap_info"));
        if (!heap.find()) {
            throw new IllegalStateException("jcmd does not tell the size of the heap; the bench expects G1");
        }
        return new Memory(Long.parseLong(heap.group(2)), residentKib() - Long.parseLong(heap.group(1)));
    }

    private String jcmd(String what) {
        try {
            Process jcmd = new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), what)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + what + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long residentKib() {
        return proc("status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /// CPU time that the process has used so far, user and system.
    Duration cpu() {
        // the name in brackets may hold blanks
        String stat = proc("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * 1_000 / TICKS_PER_SECOND);
    }

    private String proc(String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until it uses less than 2 % of a core for a second; at most half a minute.
    void awaitQuiet() throws InterruptedException {
        for (int i = 0; i < 30; i++) {
            Duration before = cpu();
            Thread.sleep(1_000);
            if (cpu().minus(before).toMillis() < 20) {
                return;
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (var files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
