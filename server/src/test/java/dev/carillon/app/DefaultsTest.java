package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.DamagedData;
import dev.carillon.accounts.TokenKey;
import dev.carillon.gateway.DiskTrouble;
import dev.carillon.protocol.CloseCode;
import dev.carillon.storage.sql.SqlDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// What a server does of itself: closed, and it says what is open; wrong addresses lead back.
class DefaultsTest {
    private static final String TOKEN = "a-token-for-metrics";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Lines lines = new Lines();

    /// The log, as an operator reads it.
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> said = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            said.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        ((Logger) LoggerFactory.getLogger("ROOT")).addAppender(lines);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(lines);
        http.close();
    }

    private Server start(Map<String, String> variables) throws StartFailure {
        return Server.start(
                Config.of(
                        Map.of(
                                Setting.PORT,
                                "0",
                                Setting.DATA,
                                folder.resolve("data").toString()),
                        variables,
                        null),
                Clock.systemUTC());
    }

    private HttpResponse<String> get(Server server, String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(StartCommand.url(server.address()) + path));
        return http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void listensOnThisMachineOnlyUnlessToldOtherwise() throws Exception {
        try (Server server = start(Map.of())) {
            assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(lines.said).noneMatch(line -> line.contains("Open:")).noneMatch(line -> line.startsWith("WARN"));
        }
        try (Server server = start(Map.of("CARILLON_HOST", "0.0.0.0", "CARILLON_DEMO_LOGIN", "default"))) {
            assertThat(server.address().getAddress().isAnyLocalAddress()).isTrue();
            assertThat(lines.said.stream().filter(line -> line.contains("Open:")))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("(host)"),
                            line -> assertThat(line).contains("(backend-networks)"),
                            line -> assertThat(line).contains("(demo-login)"));
            assertThat(lines.said)
                    .noneMatch(line -> line.contains(server.firstApp().token()));
        }
        assertThat(lines.said)
                .anyMatch(line -> line.contains("Started: carillon"))
                .endsWith("INFO Stopped");
    }

    @Test
    void aFolderOfAnEarlierVersionWarnsOfTheNewAddressAtEachStartUntilOneIsChosen() throws Exception {
        Clock clock = Clock.systemUTC();
        try (var directory = SqlDirectory.open(folder.resolve("data"), clock);
                var accounts = Accounts.create(directory.accounts(), TokenKey.open(folder.resolve("data")), clock)) {
            accounts.createApp("default");
        }
        for (int i = 0; i < 2; i++) {
            lines.said.clear();
            start(Map.of()).close();
            assertThat(lines.said).anyMatch(line -> line.startsWith("WARN") && line.contains("CARILLON_HOST=0.0.0.0"));
        }
        lines.said.clear();
        start(Map.of("CARILLON_HOST", "127.0.0.1")).close();
        assertThat(lines.said).noneMatch(line -> line.startsWith("WARN"));
    }

    @Test
    void metricsNeedTheirTokenOrAListenerOfTheirOwn() throws Exception {
        try (Server server = start(Map.of())) {
            assertThat(get(server, "/metrics").statusCode()).isEqualTo(404);
            assertThat(get(server, "/metrics", "Authorization", "Bearer ").statusCode())
                    .isEqualTo(404);
        }
        int port;
        try (var free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Server server =
                start(Map.of("CARILLON_METRICS_TOKEN", TOKEN, "CARILLON_METRICS_LISTEN", "127.0.0.1:" + port))) {
            assertThat(get(server, "/metrics").statusCode()).isEqualTo(401);
            assertThat(get(server, "/metrics", "Authorization", "Bearer x" + TOKEN)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(server, "/metrics", "Authorization", "Bearer " + TOKEN)
                            .body())
                    .contains("carillon_connections ", "carillon_store_damaged 0");
            var own = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(own.body()).contains("carillon_connections ");
            var nothingElse = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/backend"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(nothingElse.statusCode()).isEqualTo(404);
            assertThat(lines.said).noneMatch(line -> line.contains(TOKEN));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/admin", "/console/", "/nothing.html", "/a/b/c"})
    void aWrongAddressLeadsBack(String path) throws Exception {
        try (Server server = start(Map.of())) {
            var page = get(server, path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            assertThat(page.statusCode()).isEqualTo(404);
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(page.body()).contains("href=\"/\"");
            var json = get(server, path, "Accept", "*/*");
            assertThat(json.statusCode()).isEqualTo(404);
            assertThat(json.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
            assertThat(json.body()).contains("\"error\":\"NOTFOUND\"", "/backend");
        }
    }

    @Test
    void theBackendApiSaysToABrowserWhatItIsAndToABackEndWhatItMayHaveMeant() throws Exception {
        try (Server server = start(Map.of())) {
            var look = get(server, "/backend", "Accept", "text/html");
            assertThat(look.statusCode()).isEqualTo(200);
            assertThat(look.body()).contains("Backend API", "/backend/openapi.json", "href=\"/\"");
            assertThat(get(server, "/backend", "Accept", "*/*").body()).contains("\"NOOP\"");
            String token = "token=" + server.firstApp().token();
            assertThat(get(server, "/backend?op=usersad&" + token, "Accept", "text/html")
                            .body())
                    .contains("\"BADOP\"", "/backend/openapi.json");
            assertThat(get(server, "/backend?op=useradd2&" + token).body()).contains("did you mean \\\"useradd\\\"?");
            assertThat(get(server, "/backend?op=xyzzyxyzzy&" + token).body()).doesNotContain("did you mean");
            var backend = new RehearsalHttp(server.address(), server.firstApp().token());
            assertThat(backend.json("groupadd", "\"group\":{\"name\":\"a\",\"nam\":\"b\",\"gid\":0},\"Sig\":\"none\"")
                            .path("ignored")
                            .toString())
                    .isEqualTo("[\"group.nam\"]");
            assertThat(get(server, "/backend?op=usersget&gid=0&sig=none&d=1&empty=&" + token)
                            .body())
                    .contains("\"result\":true")
                    .doesNotContain("ignored");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CARILLON_PROT               | 1                 | CARILLON_PORT
            CARILLON_EVENTLOOPS         | 1                 | CARILLON_EVENT_LOOPS
            CARILLON_FILE_QUOTA         | 1                 | CARILLON_FILES_QUOTA
            CARILLON_SOMETHING_OF_YOURS | 1                 | means nothing here
            CARILLON_SERVICE_HOST       | 10.0.0.1          |
            CARILLON_SERVICE_PORT_HTTP  | 80                |
            CARILLON_PORT               | tcp://10.0.0.1:80 |
            CARILLON_PORT_80_TCP        | tcp://10.0.0.1:80 |
            CARILLON_PORT_80_TCP_ADDR   | 10.0.0.1          |
            CARILLON_WEB_SERVICE_HOST   | 10.0.0.1          |
            CARILLON_WEB_PORT           | tcp://10.0.0.1:80 |
            CARILLON_PORT               | 8080              |
            CARILLON_LOG_LEVEL          | DEBUG             |
            OTHERS_PROT                 | 1                 |
            """)
    void variablesThatMeanNothingAreNamedWithTheNearest(String name, String value, String hint) throws Exception {
        if (hint == null) {
            assertThat(Variables.unknown(Map.of(name, value))).isEmpty();
        } else {
            assertThat(Variables.unknown(Map.of(name, value)))
                    .singleElement()
                    .asString()
                    .contains(name, hint);
        }
        assertThat(Config.of(Map.of(), Map.of("CARILLON_PORT", "tcp://10.0.0.1:80"), null)
                        .port())
                .isEqualTo(8080);
    }

    @Test
    void aSlowRequestGetsALineWithoutWhatItAskedWith() throws Exception {
        try (Server server = start(Map.of("CARILLON_LOG_SLOW", "1"))) {
            for (int i = 0; i < 2_000 && lines.said.stream().noneMatch(line -> line.contains("A request took")); i++) {
                get(
                        server,
                        "/backend?op=groupadd&group[name]=x&token="
                                + server.firstApp().token());
            }
            assertThat(lines.said)
                    .anyMatch(line -> line.contains("A request took") && line.contains("GET /backend, answered 200"))
                    .noneMatch(line -> line.contains("token="));
        }
    }

    /// A block of a table that the disk has changed: who needs it is told the truth, and the others are served.
    @Test
    @Tag("G21")
    void damagedMessagesAreCalledDamaged() throws Exception {
        String token;
        try (Server server = start(Map.of())) {
            var backend = new RehearsalHttp(server.address(), server.firstApp().token());
            token = backend.newUser("ana");
            backend.newUser("bob");
            for (int i = 0; i < 50; i++) {
                backend.json(
                        "message", "\"message\":{\"from\":\"ana\",\"to\":\"bob\",\"message\":\"Hello " + i + "\"}");
            }
        }
        start(Map.of()).close(); // what was in the log is in tables now
        strikeTableOfMessages();
        try (Server server = start(Map.of());
                var bystander = RehearsalGuest.login(
                        server.address(),
                        new RehearsalHttp(server.address(), server.firstApp().token()).newUser("cy"))) {
            bystander.ask("profile.get", "\"addresses\":[\"bob\"]");
            assertThat(closeOfLogin(server, token)).isEqualTo(CloseCode.DAMAGED.code()); // her messages are looked for
            assertThat(lines.said).anyMatch(line -> line.contains("inbox of user"));
            assertThat(get(server, "/readyz").body()).contains("damaged");
            assertThat(lines.said).anyMatch(line -> line.startsWith("ERROR Stored messages are damaged"));
        }
    }

    private static int closeOfLogin(Server server, String token) throws Exception {
        var closed = new CompletableFuture<Integer>();
        var listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                closed.complete(code);
                return CompletableFuture.completedStage(null);
            }
        };
        URI address = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/ws");
        try (var client = HttpClient.newHttpClient()) {
            client.newWebSocketBuilder()
                    .buildAsync(address, listener)
                    .get()
                    .sendText("{\"t\":\"hello\",\"id\":1,\"v\":1,\"cursor\":0,\"token\":\"" + token + "\"}", true)
                    .get();
            return closed.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    @Tag("G21")
    void nobodyIsToldToTryAgainWhatIsDamaged() {
        var trouble = new DiskTrouble();
        var damaged = new DamagedData("a block", new IOException());
        assertThat(DiskTrouble.passes(damaged)).isFalse();
        assertThat(trouble.failed(damaged)).contains("damaged").doesNotContain("try again");
        var full = new UncheckedIOException(new IOException("No space left on device"));
        assertThat(DiskTrouble.passes(full)).isTrue();
        assertThat(trouble.failed(full)).contains("try again");
    }

    /// The one that holds the messages themselves.
    private void strikeTableOfMessages() throws IOException {
        try (var files = Files.list(folder.resolve("data/messages"))) {
            for (Path table :
                    files.filter(file -> file.toString().endsWith(".sst")).toList()) {
                if (Files.readString(table, StandardCharsets.ISO_8859_1).contains("Hello 0")) {
                    try (var file = new RandomAccessFile(table.toFile(), "rw")) {
                        file.seek(30);
                        file.write(new byte[16]);
                    }
                    return;
                }
            }
        }
        throw new AssertionError("there is no table of messages");
    }
}
