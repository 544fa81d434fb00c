package dev.carillon.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The shipped distribution in a process of its own, started as everybody starts it.
public final class ServerProcess implements AutoCloseable {
    private static final String MORE_OPTIONS = "CARILLON_JAVA_OPTS";
    private static final Pattern HEAP = Pattern.compile("(?:committed|total) (\\d+)K, used (\\d+)K");
    private static final int START_SECONDS = 120;
    private static final int QUIET_MICROS = 20_000;

    private final Process process;
    private final Path data;
    private final @Nullable DataFolder own;
    private final URI url;
    private final Usage starting;

    private ServerProcess(Process process, Path data, @Nullable DataFolder own, URI url, Usage starting) {
        this.process = process;
        this.data = data;
        this.own = own;
        this.url = url;
        this.starting = starting;
    }

    /// A server on an empty folder, which goes with it.
    ///
    /// @param options for the JVM, beside those of the distribution
    public static ServerProcess fresh(String... options) {
        DataFolder folder = DataFolder.create();
        try {
            return start(folder.path(), folder, options);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /// A server on a folder that stays.
    public static ServerProcess on(DataFolder folder, String... options) {
        return start(folder.path(), null, options);
    }

    private static ServerProcess start(Path data, @Nullable DataFolder own, String... options) {
        var builder = new ProcessBuilder(
                program().toString(), "start", "--host", "127.0.0.1", "--port", "0", "--data", data.toString());
        // what one user may send is measured here, not bounded
        builder.environment().put("CARILLON_MESSAGE_RATE", "0");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put(MORE_OPTIONS, (moreOptions() + " " + String.join(" ", options)).strip());
        try {
            long begun = System.nanoTime();
            Process process =
                    builder.redirectError(data.resolve("bench.log").toFile()).start();
            var meter = new Meter(process.pid());
            URI url = awaitReady(process, data);
            Usage used = meter.read();
            double seconds = (System.nanoTime() - begun) / 1e9;
            var starting = new Usage(seconds, used.server(), used.client(), used.other());
            return new ServerProcess(process, data, own, url, starting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Options for the server's JVM that the user of this program gave.
    static String moreOptions() {
        return System.getenv().getOrDefault(MORE_OPTIONS, "").strip();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static Path program() {
        Path home = Path.of(System.getenv().getOrDefault("CARILLON_DIST", "server/target/dist"));
        Path program = home.resolve("bin/carillon");
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("there is no distribution in " + home + "; ./carillon build makes one");
        }
        return program;
    }

    private static URI awaitReady(Process process, Path data) {
        var ready = new CompletableFuture<URI>();
        // not a virtual one: two that wait for pipes can keep all others from running on two cores (JDK 25)
        Thread.ofPlatform().daemon().name("output of the server").start(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("ready ")) {
                        ready.complete(URI.create(line.substring("ready ".length())));
                    }
                }
            } catch (IOException e) {
                ready.completeExceptionally(e);
            }
            ready.completeExceptionally(new IOException("it ended and said: " + log(data)));
        });
        try {
            return ready.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not get ready: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String log(Path data) {
        try {
            return Files.readString(data.resolve("bench.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// What was used from the start of the process to its `ready`.
    public Usage starting() {
        return starting;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    public Backend backend() {
        try {
            return new Backend(
                    address(), Files.readString(data.resolve("default.token")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- what it uses

    /// Counts CPU from now on.
    public Meter meter() {
        return new Meter(process.pid());
    }

    /// Memory in KiB after a full garbage collection.
    ///
    /// @param heap objects alive
    /// @param outside of the heap: what the system counts for the process less the committed heap. Right only when
    /// the heap was touched from the start, `-XX:+AlwaysPreTouch`
    public record Memory(long heap, long outside) {
        public long sum() {
            return heap + outside;
        }
    }

    public Memory memory() {
        jcmd("GC.run");
        jcmd("GC.run");
        long committed = 0;
        long used = 0;
        // one line for each part of the heap
        for (var part = HEAP.matcher(jcmd("GC.heap_info")); part.find(); ) {
            committed += Long.parseLong(part.group(1));
            used += Long.parseLong(part.group(2));
        }
        if (committed == 0) {
            throw new IllegalStateException("jcmd does not tell the size of this collector's heap");
        }
        return new Memory(used, residentKib() - committed);
    }

    public long residentKib() {
        return Proc.residentKib(process.pid());
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

    /// Waits until it uses less than 2 % of a core for a second; at most so many seconds.
    public void awaitQuiet(int most) {
        try {
            for (int i = 0; i < most; i++) {
                Meter meter = meter();
                Thread.sleep(1_000);
                if (meter.read().server() < QUIET_MICROS) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Stops it as a signal would, by force after half a minute.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (own != null) {
            own.close();
        }
    }
}
