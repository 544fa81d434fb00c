package dev.carillon.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    /// As `./carillon start` has them; [dev.carillon.e2e.LauncherTest] holds the two together.
    public static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseG1GC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final String READY = "ready http://";
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 30;

    private final Path data;
    private final List<String> options;
    private int port;
    private @Nullable Process process;

    private ServerProcess(Path data, List<String> options) {
        this.data = data;
        this.options = options;
    }

    /// Starts on an empty data folder.
    ///
    /// @param options for the JVM, beside those of the launcher
    public static ServerProcess fresh(String... options) {
        try {
            var server = new ServerProcess(Files.createTempDirectory("carillon-e2e-"), List.of(options));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts again on the same data and the same port.
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException("the server runs already");
        }
        List<String> command = command();
        command.addAll(List.of("start", "--host", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(port), "--data", data.toString()));
        try {
            Process started = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            process = started;
            port = awaitReady(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", distribution() + "/lib/*", "dev.carillon.app.Main"));
        return command;
    }

    private static Path distribution() {
        Path home = Path.of(System.getProperty("carillon.home", "../server/target/dist"));
        if (!Files.isDirectory(home.resolve("lib"))) {
            throw new IllegalStateException("there is no distribution in " + home + "; ./carillon build makes one");
        }
        return home;
    }

    /// Reads what the server prints, to its end, on a thread of its own.
    private int awaitReady(Process started) {
        var ready = new CompletableFuture<Integer>();
        Thread.ofVirtual().start(() -> {
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
            started.destroyForcibly();
            throw new IllegalStateException("the server did not get ready; its log ends with\n" + logTail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
        List<String> command = command();
        command.addAll(List.of("apps", "add", name, "--data", data.toString()));
        try {
            Process adding = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
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
            return Files.readString(data.resolve("default.token")).strip();
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

    private Path log() {
        return data.resolve("e2e.log");
    }

    /// The lines of the server's log so far that contain a text; empty when there are none.
    public String log(String containing) {
        try (var lines = Files.lines(log())) {
            return String.join(
                    "\n", lines.filter(line -> line.contains(containing)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(log());
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
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
