package dev.carillon.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
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
        var command = new ArrayList<>(List.of(
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
        assertThat(out.readLine()).isEqualTo("console " + url + "/");
        String token = Files.readString(folder.resolve("data/default.token")).strip();
        assertThat(token).matches("[0-9a-z]{64}");
        assertThat(out.readLine()).isEqualTo("app token of \"default\": " + token);
        assertThat(out.readLine()).isEqualTo("open " + url + "/#token=" + token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/default.token"))))
                .isEqualTo("rw-------");

        try (var http = HttpClient.newHttpClient()) {
            assertThat(get(http, url + "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(http, url + "/readyz").body()).isEqualTo("ready\n");
            assertThat(get(http, url + "/metrics").body()).contains("carillon_connections ", "carillon_store_writes");
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
        assertThat(again.readLine()).startsWith("console ");
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
            assertFails(run("start", "--host", "127.0.0.1", "--port", port, "--data", data()), "127.0.0.1:" + port);
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

    @Test
    void explainsItselfAndRefusesBadUsage() throws Exception {
        assertThat(end(run("version")).out()).startsWith("carillon ");
        assertThat(end(run("start", "--help")).out()).contains("--data", "--port");
        Ended bad = end(run("dance"));
        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.err()).contains("dance");
    }
}
