package dev.carillon.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.RawSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The addresses under which a server is found, and those that it hands out.
class AddressesTest {
    private static final String FILE =
            "--b\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n\r\nHello\r\n--b--\r\n";

    @TempDir
    private Path folder;

    private Server server;
    private RehearsalHttp backend;

    private void start(Map<Setting, String> more) throws Exception {
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.HOST, "127.0.0.1");
        flags.put(Setting.PORT, "0");
        flags.put(Setting.DATA, folder.resolve("data").toString());
        flags.putAll(more);
        server = Server.start(Config.of(flags, Map.of(), null), Clock.systemUTC());
        backend = new RehearsalHttp(server.address(), server.firstApp().token());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawSocket.Answer ask(String head, String body) throws Exception {
        try (var client = new RawSocket(server.address().getPort())) {
            return client.send(head + "Host: inner:8080\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n"
                            + body)
                    .answer();
        }
    }

    private String uploaded(String headers) throws Exception {
        String token = backend.newUser("ana");
        return ask(
                        "POST /files/upload?token=" + token
                                + " HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n" + headers,
                        FILE)
                .text();
    }

    @Test
    @Tag("E4")
    void handsOutAnAddressThatThePageCanLoad() throws Exception {
        start(Map.of());
        assertThat(uploaded("X-Forwarded-Proto: https,http\r\nX-Forwarded-Host: chat.example\r\n"))
                .contains("\"url\":\"https://chat.example/files/");
        assertThat(uploaded("Forwarded: for=192.0.2.1;proto=https;host=chat.example\r\n"))
                .contains("\"url\":\"https://chat.example/files/");
        assertThat(uploaded("X-Forwarded-Host: a.example, b.example\r\n")).contains("\"url\":\"/files/");
        assertThat(uploaded("")).contains("\"url\":\"http://inner:8080/files/");
    }

    @Test
    @Tag("E4")
    void believesNobodyWhenNobodyIsTrusted() throws Exception {
        start(Map.of(Setting.TRUSTED_PROXIES, "10.0.0.0/8"));
        assertThat(uploaded("X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n"))
                .contains("\"url\":\"http://inner:8080/files/");
    }

    @Test
    @Tag("E4")
    void knowsTheClientBehindAProxy() throws Exception {
        start(Map.of(Setting.BACKEND_NETWORKS, "192.0.2.0/24"));
        String path = "/backend?op=appstats&token=" + server.firstApp().token();
        assertThat(ask("GET " + path + " HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.7\r\n", "")
                        .text())
                .contains("\"result\":true");
        assertThat(ask("GET " + path + " HTTP/1.1\r\nX-Forwarded-For: 192.0.2.7, 6.6.6.6\r\n", "")
                        .text())
                .contains("TOKENBREACH");
    }

    @ParameterizedTest
    @Tag("E7")
    @CsvSource({
        "//backend, 200",
        "/backend//, 200",
        "///api.php//, 200",
        "//mesiboapi/, 200",
        "//backend//openapi.json, 200",
        "/api/api.php, 404",
        "/api.php/backend, 404",
        "/backendx, 404",
        "/v1/backend, 404"
    })
    void findsTheBackendApiUnderAJoinedAddress(String path, int status) throws Exception {
        start(Map.of());
        String body = "op=appstats&token=" + server.firstApp().token();
        RawSocket.Answer answer =
                ask("POST " + path + " HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (status == 404) {
            assertThat(answer.header("Content-Type")).startsWith("application/json");
            assertThat(answer.text()).contains("\"result\":false", "\"/backend\"", "\"/api.php\"", "\"/mesiboapi\"");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(ask("GET " + path + "?" + body + " HTTP/1.1\r\n", "").text())
                    .contains("\"/backend\"");
        }
    }

    @Test
    @Tag("E7")
    void findsFilesUnderAJoinedAddress() throws Exception {
        start(Map.of());
        String token = backend.newUser("ana");
        RawSocket.Answer answer = ask(
                "POST //files//upload?token=" + token
                        + " HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n",
                FILE);
        assertThat(answer.text()).contains("\"result\":true");
        RawSocket.Answer created = ask(
                "POST //files/uploads HTTP/1.1\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer " + token
                        + "\r\nUpload-Length: 3\r\n",
                "");
        assertThat(created.status()).isEqualTo(201);
    }

    @Test
    @Tag("E7")
    void leavesPagesAlone() throws Exception {
        start(Map.of());
        assertThat(ask("GET //testpage HTTP/1.1\r\n", "").status()).isEqualTo(404);
        assertThat(ask("POST /testpage HTTP/1.1\r\n", "").status()).isEqualTo(405);
        RawSocket.Answer visit = ask("GET /none HTTP/1.1\r\nAccept: text/html,*/*;q=0.8\r\n", "");
        assertThat(visit.status()).isEqualTo(404);
        assertThat(visit.header("Content-Type")).startsWith("text/html");
        RawSocket.Answer call = ask("GET /none HTTP/1.1\r\n", "");
        assertThat(call.status()).isEqualTo(404);
        assertThat(call.header("Content-Type")).startsWith("application/json");
    }
}
