package dev.carillon.e2e.harness;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The shipped server in its own process and its own data folder, on a free port of the loopback interface. It can be
/// stopped as an operator would, or killed, and started again on the same data. [#close] leaves nothing behind.
///
/// The distribution is the folder named by the system property `carillon.home`.
public final class ServerProcess implements AutoCloseable {
    private static final String READY = "ready http://";
    private static final String METRICS_TOKEN = "metrics-of-the-tests";
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 30;

    private final Place place;
    private final Map<String, String> settings;
    private final List<String> options;
    private int port;
    private @Nullable Process process;

    /// Where a server lives.
    ///
    /// @param folder for the data and what it logs, as the tests see it
    /// @param data the folder of the data, as the server sees it
    /// @param prefix of the command that starts it
    private record Place(Path folder, Path data, Path log, List<String> prefix) {}

    private ServerProcess(Place place, Map<String, String> settings, List<String> options) {
        this.place = place;
        this.settings = settings;
        this.options = options;
    }

    /// Starts on an empty data folder.
    ///
    /// @param options for the JVM, beside those of the launcher; without blanks
    public static ServerProcess fresh(String... options) {
        return fresh(Map.of(), options);
    }

    /// Starts on an empty data folder, for a test whose users send as quickly as they are answered: nothing they send
    /// is
    /// refused because it is much.
    public static ServerProcess freshWithoutRate() {
        return fresh(Map.of("CARILLON_MESSAGE_RATE", "0"));
    }

    /// Starts on an empty data folder.
    ///
    /// @param settings environment variables with the server's settings
    public static ServerProcess fresh(Map<String, String> settings, String... options) {
        try {
            Path folder = Files.createTempDirectory("carillon-e2e-");
            var place = new Place(folder, folder, folder.resolve("e2e.log"), List.of());
            return new ServerProcess(place, settings, List.of(options)).started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts with its data, but not its log, on a disk of its own.
    public static ServerProcess on(SmallDisk disk, String... options) {
        var place = new Place(disk.folder(), disk.mountPoint(), disk.beside("e2e.log"), disk.enter());
        return new ServerProcess(place, Map.of(), List.of(options)).started();
    }

    /// A server that another process has started, and that only that one can stop.
    ///
    /// @param folder of its data
    static ServerProcess elsewhere(Path folder, InetSocketAddress address) {
        var server = new ServerProcess(new Place(folder, folder, folder, List.of()), Map.of(), List.of());
        server.port = address.getPort();
        return server;
    }

    private ServerProcess started() {
        start();
        return this;
    }

    /// Starts again on the same data and the same port.
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException("the server runs already");
        }
        try {
            Process started = launch(
                    "start", "--host", "127.0.0.1", "--port", Integer.toString(port), "--data", data().toString());
            process = started;
            port = awaitReady(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The shipped program, which becomes the JVM that these tests run on.
    private Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(place.prefix());
        command.add(distribution().resolve("bin/carillon").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(place.log().toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CARILLON_JAVA_OPTS", String.join(" ", options));
        builder.environment().put("CARILLON_METRICS_TOKEN", METRICS_TOKEN);
        builder.environment().putAll(settings);
        return builder.start();
    }

    private Path data() {
        return place.data();
    }

    private static Path distribution() {
        Path home = Path.of(System.getProperty("carillon.home", "../server/target/dist"))
                .toAbsolutePath();
        if (!Files.isExecutable(home.resolve("bin/carillon"))) {
            throw new IllegalStateException("there is no distribution in " + home + "; ./carillon build makes one");
        }
        return home;
    }

    /// Reads what the server prints, to its end, on a thread of its own: not a virtual one, for some of those that wait
    /// for pipes, as many as there are cores, keep all others from running (seen with JDK 25 after half a minute).
    private int awaitReady(Process started) {
        var ready = new CompletableFuture<Integer>();
        Thread.ofPlatform().daemon().name("output of the server").start(() -> {
            try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(READY)) {
                        ready.complete(
                                URI.create(line.substring("ready ".length())).getPort());
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
            started.destroyForcibly().onExit().join();
            throw new IllegalStateException("the server did not get ready; its log ends with\n" + logTail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// How many files and sockets the system lets one process open, ours as well as the server's.
    public static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return running().pid();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    public Backend backend() {
        return new Backend(URI.create("http://127.0.0.1:" + port), appToken());
    }

    /// Makes another app as an operator does, beside the running server. Returns its Backend API.
    public Backend addApp(String name) {
        try {
            Process adding = launch("apps", "add", name, "--data", data().toString());
            String token = new String(adding.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (adding.waitFor() != 0) {
                throw new IllegalStateException("apps add failed; the log ends with\n" + logTail());
            }
            return backend().as(token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String appToken() {
        try {
            return Files.readString(folder().resolve("default.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SIGTERM, as an operator stops it. Returns the exit code.
    public int stop() {
        running().destroy();
        return awaitEnd();
    }

    /// SIGKILL: no code of the server runs any more.
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    private int awaitEnd() {
        Process ending = running();
        try {
            if (!ending.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                ending.destroyForcibly();
                throw new IllegalStateException("the server did not stop; its log ends with\n" + logTail());
            }
            return ending.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the server was not started");
        }
        return process;
    }

    /// Where its data are, as the tests see it.
    public Path folder() {
        return place.folder();
    }

    /// One number of `/metrics`, named as it is there; 0 when it is not there (yet).
    public double metric(String nameAndLabels) {
        String page = new String(backend().get("/metrics", METRICS_TOKEN).body(), StandardCharsets.UTF_8);
        return page.lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /// The lines of the server's log so far that contain a text; empty when there are none.
    public String log(String containing) {
        try (var lines = Files.lines(place.log())) {
            return String.join(
                    "\n", lines.filter(line -> line.contains(containing)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(place.log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
        try (var files = Files.walk(folder())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
