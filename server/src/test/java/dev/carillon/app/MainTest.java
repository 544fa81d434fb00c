package dev.carillon.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as an operator runs it: as a process, with its output, its signals and its exit codes. */
class MainTest {
    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process run(String... arguments) throws IOException {
        return run(List.of(), Map.of(), arguments);
    }

    /** With a command before it, and environment variables. */
    private Process run(List<String> prefix, Map<String, String> variables, String... arguments) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.carillon.app.Main"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
        builder.environment().putAll(variables);
        var process = builder.start();
        processes.add(process);
        return process;
    }

    private record Ended(int code, String out, String err) {}

    private Ended end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err);
    }

    /** SIGTERM; unlike `destroy` of the process itself this leaves its output readable. */
    private static void terminate(Process process) {
        process.toHandle().destroy();
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static BufferedReader out(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    @Test
    void startsServesAndStopsAndKeepsItsApp() throws Exception {
        Process first = run("start", "--host", "127.0.0.1", "--port", "0", "--data", data());
        BufferedReader out = out(first);
        String ready = out.readLine();
        assertThat(ready).matches("ready http://127\\.0\\.0\\.1:\\d+");
        String url = ready.substring("ready ".length());
        assertThat(out.readLine()).isEqualTo("open " + url + "/");
        String token = Files.readString(folder.resolve("data/default.token")).strip();
        assertThat(token).matches("[0-9a-z]{64}");
        assertThat(out.readLine())
                .isEqualTo("the token of the app \"default\" is in " + folder.resolve("data/default.token"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/default.token"))))
                .isEqualTo("rw-------");

        try (var http = HttpClient.newHttpClient()) {
            assertThat(get(http, url + "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(http, url + "/readyz").body()).isEqualTo("ready\n");
            assertThat(get(http, url + "/metrics").statusCode()).isEqualTo(404);
            var page = get(http, url + "/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
            assertThat(get(http, url + "/no/such/page").statusCode()).isEqualTo(404);

            var users = http.send(
                    HttpRequest.newBuilder(URI.create(url + "/backend"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"op\":\"useradd\",\"token\":\"" + token
                                    + "\",\"user\":{\"address\":\"ana\",\"token\":{\"v2\":true}}}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(users.body()).contains("\"result\":true");
            assertThat(get(http, url + "/backend/openapi.json").body()).contains("\"openapi\"");

            var closed = new CompletableFuture<Integer>();
            http.newWebSocketBuilder()
                    .buildAsync(URI.create(url.replace("http", "ws") + "/ws"), new Closing(closed))
                    .get(10, TimeUnit.SECONDS);
            terminate(first);
            assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(4001);
        }
        assertThat(end(first).code()).isZero();

        Process second = run("start", "--host", "127.0.0.1", "--port", "0", "--data", data());
        BufferedReader again = out(second);
        assertThat(again.readLine()).startsWith("ready ");
        assertThat(again.readLine()).startsWith("open ");
        assertThat(again.readLine()).startsWith("the token ");
        terminate(second);
        assertThat(again.readLine()).isNull();
        assertThat(second.waitFor()).isZero();
        assertThat(Files.readString(folder.resolve("data/default.token"))).startsWith(token);
    }

    private static HttpResponse<String> get(HttpClient http, String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Notes the code with which the server closes. */
    private record Closing(CompletableFuture<Integer> code) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            code.complete(status);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void refusesASecondServerOnTheSameData() throws Exception {
        Process first = run("start", "--host", "127.0.0.1", "--port", "0", "--data", data());
        out(first).readLine();
        assertFails(
                run("start", "--host", "127.0.0.1", "--port", "0", "--data", data()),
                "in use by another server (process " + first.pid() + ")");
    }

    @Test
    void refusesAPortInUse() throws Exception {
        try (var taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            assertFails(
                    run("start", "--host", "127.0.0.1", "--port", port, "--data", data()),
                    "127.0.0.1:" + port + ": the port is in use; choose another with --port");
            assertThat(folder.resolve("data")).as("before anything is made").doesNotExist();
        }
        // and leaves the folder to the next one
        Process next = run("start", "--host", "127.0.0.1", "--port", "0", "--data", data());
        assertThat(out(next).readLine()).startsWith("ready ");
    }

    @Test
    void refusesWhatItCannotUse() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertFails(run("start", "--port", "0", "--data", file.toString()), "is a file");
        assertFails(run("start", "--port", "0", "--data", "/proc/nothing/here"), "/proc/nothing/here");
        assertFails(run("start", "--port", "x", "--data", data()), "--port");
        assertFails(run("start", "--host", "no-such-host.invalid", "--port", "0", "--data", data()), "no such host");
        Path config = Files.writeString(folder.resolve("c.conf"), "prot = 1\n");
        assertFails(run("start", "--config", config.toString(), "--data", data()), "\"port\"");
    }

    private void assertFails(Process process, String why) throws Exception {
        Ended ended = end(process);
        assertThat(ended.code()).as(ended.err()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("carillon: ").contains(why).doesNotContain("\tat ");
        assertThat(ended.err().lines()).hasSize(1);
    }

    @Test
    void handlesAppsBesideARunningServer() throws Exception {
        assertFails(run("apps", "list", "--data", data()), "no data folder");
        Process server = run("start", "--host", "127.0.0.1", "--port", "0", "--data", data());
        out(server).readLine();
        Ended added = end(run("apps", "add", "shop", "--data", data(), "--json"));
        assertThat(added.code()).isZero();
        assertThat(added.out()).contains("\"name\":\"shop\"").containsPattern("\"token\":\"[0-9a-z]{64}\"");
        assertFails(run("apps", "add", "shop", "--data", data()), "\"shop\" already");
        assertFails(run("apps", "token", "shoe", "--data", data()), "no app \"shoe\"; the apps are: default, shop");
        String token = end(run("apps", "token", "shop", "--data", data())).out().strip();
        assertThat(added.out()).contains(token);
        String renewed = end(run("apps", "token", "shop", "--renew", "--data", data()))
                .out()
                .strip();
        assertThat(renewed).matches("[0-9a-z]{64}").isNotEqualTo(token);
        assertThat(end(run("apps", "list", "--data", data())).out()).contains("default", "shop", "0 users");
        assertThat(end(run("apps", "--data", data())).out()).contains("default", "shop");
        assertThat(end(run("apps", "list", "--json", "--data", data())).out())
                .startsWith("[{\"aid\":")
                .doesNotContain(renewed);
        assertThat(end(run("apps", "set", "shop", "--signed-files", "on", "--data", data()))
                        .out())
                .contains("signed-files on");
        assertThat(end(run("apps", "list", "--json", "--data", data())).out())
                .contains("\"signedFiles\":\"default\"", "\"signedFiles\":\"on\"");
        assertFails(run("apps", "set", "shoe", "--signed-files", "off", "--data", data()), "no app \"shoe\"");
        Ended wrong = end(run("apps", "set", "shop", "--signed-files", "maybe", "--data", data()));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("on, off or default", "maybe");
        assertThat(end(run("apps", "set", "shop", "--data", data())).err()).contains("--signed-files");
    }

    // --- what an operator is told

    @Test
    @Tag("G10")
    @Tag("G22")
    void refusesToStartWithTooFewOpenFilesAndFitsItsBoundsToFew() throws Exception {
        assertFails(
                run(limited(200), Map.of(), "start", "--port", "0", "--data", data()),
                "too few files and sockets may be open: 200, and it needs at least 512");
        assertThat(folder.resolve("data")).doesNotExist();

        Process server = run(limited(700), Map.of(), "start", "--port", "0", "--data", data());
        var err = lines(server);
        String url = out(server).readLine().substring("ready ".length());
        var address = new InetSocketAddress("127.0.0.1", URI.create(url).getPort());
        var sockets = new ArrayList<Socket>();
        try (var http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 400; i++) {
                var socket = new Socket();
                socket.connect(address);
                sockets.add(socket);
            }
            for (Socket socket : sockets) {
                socket.close();
            }
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> get(http, url + "/healthz").statusCode() == 200);
        }
        terminate(server);
        assertThat(server.waitFor()).isZero();
        assertThat(err).anyMatch(line -> line.contains("allows 700 open files")).hasSizeLessThan(20);
    }

    private static List<String> limited(int files) {
        return List.of("sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh");
    }

    /** What it says on standard error, as it comes. */
    private static List<String> lines(Process process) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread.startVirtualThread(() -> process.errorReader(UTF_8).lines().forEach(lines::add));
        return lines;
    }

    /** The system runs out of files while it serves: it says so once, waits, and goes on by itself. */
    @Test
    @Tag("G10")
    void pausesWhenTheSystemGivesNoMoreConnections() throws Exception {
        assumeThat(Path.of("/usr/bin/prlimit")).exists();
        Process server = run("start", "--port", "0", "--data", data());
        var err = lines(server);
        String url = out(server).readLine().substring("ready ".length());
        var address = new InetSocketAddress("127.0.0.1", URI.create(url).getPort());
        limit(server, 10 + openFiles(server));
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < 60; i++) {
            var socket = new Socket();
            socket.connect(address);
            sockets.add(socket);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> err.stream().anyMatch(line -> line.contains("gives no more connections")));
        limit(server, 4_096);
        try (var http = HttpClient.newHttpClient()) {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> get(http, url + "/healthz").statusCode() == 200);
        }
        assertThat(err.stream().filter(line -> line.contains("gives no more connections")))
                .hasSizeLessThan(5);
        assertThat(err).hasSizeLessThan(30);
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static int openFiles(Process process) throws IOException {
        try (var files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) files.count();
        }
    }

    private static void limit(Process process, int files) throws IOException, InterruptedException {
        var command =
                new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + files + ":" + 4_096);
        assertThat(command.start().waitFor()).isZero();
    }

    @Test
    void namesWhatAMisspeltWordMayHaveMeant() throws Exception {
        Ended option = end(run("start", "--prot", "1"));
        assertThat(option.code()).isEqualTo(2);
        assertThat(option.err()).contains("unknown option --prot; did you mean --port?");
        assertFails(
                run(List.of(), Map.of("CARILLON_PROT", "1"), "start", "--strict", "--port", "0", "--data", data()),
                "CARILLON_PROT means nothing here; did you mean CARILLON_PORT?");
        assertThat(folder.resolve("data")).doesNotExist();
        Process warned = run(
                List.of(),
                Map.of("CARILLON_HOTS", "1", "CARILLON_PORT", "tcp://10.0.0.1:80", "CARILLON_SERVICE_HOST", "10.0.0.1"),
                "start",
                "--port",
                "0",
                "--data",
                data());
        var err = lines(warned);
        assertThat(out(warned).readLine()).startsWith("ready ");
        terminate(warned);
        warned.waitFor();
        assertThat(err.stream().filter(line -> line.contains("means nothing here")))
                .singleElement()
                .asString()
                .contains("CARILLON_HOTS", "CARILLON_HOST");
    }

    @Test
    void showsTheTokenOnATerminalOnly() throws Exception {
        assumeThat(Path.of("/usr/bin/script")).exists();
        var plain = new ArrayList<String>();
        Process first = run("start", "--port", "0", "--data", data());
        var out = out(first);
        for (int i = 0; i < 3; i++) {
            plain.add(out.readLine());
        }
        terminate(first);
        first.waitFor();
        String token = Files.readString(folder.resolve("data/default.token")).strip();
        assertThat(plain).noneMatch(line -> line.contains(token));

        // with the program's own arguments as one word, as script wants them
        Process second = run(
                List.of("sh", "-c", "exec script -qec \"$(printf '%s ' \"$@\")\" /dev/null", "sh"),
                Map.of(),
                "start",
                "--port",
                "0",
                "--data",
                data());
        var terminal = out(second);
        String line = terminal.readLine();
        while (line != null && !line.contains("/#token=" + token)) {
            line = terminal.readLine(); // the log comes on a terminal too
        }
        assertThat(line).isNotNull();
        second.descendants().forEach(ProcessHandle::destroy);
    }

    @Test
    void explainsItselfAndRefusesBadUsage() throws Exception {
        assertThat(end(run("version")).out()).startsWith("carillon ");
        assertThat(end(run("start", "--help")).out()).contains("--data", "--port");
        Ended bad = end(run("dance"));
        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.err()).contains("dance");
    }
}
