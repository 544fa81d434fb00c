package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.RawSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What pages of other origins may do, on every route that is for them.
class CrossOriginTest {
    private static final String HEADERS = "authorization, content-type, x-request-id, traceparent, tracestate,"
            + " sentry-trace, baggage, if-modified-since, x-my-own";

    @TempDir
    private Path folder;

    private Server server;

    @BeforeEach
    void start() throws Exception {
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.HOST, "127.0.0.1");
        flags.put(Setting.PORT, "0");
        flags.put(Setting.DEMO_LOGIN, "default");
        flags.put(Setting.DATA, folder.resolve("data").toString());
        server = Server.start(Config.of(flags, Map.of(), null), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawSocket.Answer ask(String head) throws Exception {
        try (var client = new RawSocket(server.address().getPort())) {
            return client.send(head + "Host: a\r\nOrigin: https://page.example\r\n\r\n")
                    .answer();
        }
    }

    @ParameterizedTest
    @Tag("E2")
    @ValueSource(
            strings = {
                "/backend",
                "/backend/openapi.json",
                "/api.php",
                "/mesiboapi",
                "/messenger/api",
                "/files/upload",
                "/files/uploads",
                "/files/uploads/AAAAAAAAAAAAAAAAAAAAAA",
                "/files/sign",
                "/files/AAAAAAAAAAAAAAAAAAAAAA/a.txt",
                "/sdk/mesibo.js",
                "/mesibo.js",
                "/api/mesibo-1.5.3.js"
            })
    void mayAskWithAnyHeader(String path) throws Exception {
        for (String method : new String[] {"GET", "POST"}) {
            RawSocket.Answer answer = ask("OPTIONS " + path + " HTTP/1.1\r\nAccess-Control-Request-Method: " + method
                    + "\r\nAccess-Control-Request-Headers: " + HEADERS + "\r\n");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.header("Access-Control-Allow-Headers").split("\\s*,\\s*"))
                    .contains(HEADERS.split("\\s*,\\s*"));
            assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET");
        }
    }

    @Test
    @Tag("E2")
    void mayReadWhyTheyAreRefused() throws Exception {
        RawSocket.Answer large = ask("POST /backend HTTP/1.1\r\nContent-Length: 99999999\r\n");
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.header("Access-Control-Allow-Origin")).isEqualTo("*");
        RawSocket.Answer coded = ask("POST /backend HTTP/1.1\r\nContent-Encoding: br\r\nContent-Length: 1\r\n");
        assertThat(coded.status()).isEqualTo(415);
        assertThat(coded.header("Accept-Encoding")).isEqualTo("gzip, deflate");
        assertThat(coded.header("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    @Tag("E2")
    void mayNotReadPages() throws Exception {
        for (String path : new String[] {"/testpage", "/metrics", "/healthz"}) {
            assertThat(ask("GET " + path + " HTTP/1.1\r\n").header("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }
}
