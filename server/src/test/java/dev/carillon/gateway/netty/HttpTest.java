package dev.carillon.gateway.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.gateway.Connection;
import dev.carillon.gateway.ConnectionListener;
import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpHeaders;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.gateway.RawSocket;
import dev.carillon.metrics.Metrics;
import dev.carillon.protocol.CloseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP side of the listener, byte by byte. */
class HttpTest {
    private static final HttpLimits LIMITS = new HttpLimits(8, 2, 16_384, 100_000, 200_000, 400_000, 1, 2, 2, 2);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
    private final Semaphore hold = new Semaphore(0);
    private Listener listener;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        listener = Listener.start(new Listener.Setup(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                LIMITS,
                new Everything(),
                Echo::new,
                threads,
                Clock.systemUTC(),
                new Metrics()));
    }

    @AfterEach
    void stop() {
        hold.release(1_000);
        listener.close();
        threads.close();
    }

    /// Answers whatever is asked, large forms of strangers too.
    private final class Everything implements HttpHandler {
        @Override
        public HttpResponse handle(HttpRequest request) {
            return HttpTest.this.handle(request);
        }

        @Override
        public @Nullable HttpResponse refusesRest(HttpRequest begun) {
            return null;
        }
    }

    private HttpResponse handle(HttpRequest request) {
        requests.add(request);
        return switch (request.rawPath()) {
            case "/hold" -> {
                hold.acquireUninterruptibly();
                yield HttpResponse.text(200, "held");
            }
            case "/big" -> HttpResponse.of(200, "text/plain", new byte[1 << 20]);
            case "/fail" -> throw new IllegalStateException("as asked");
            case "/file" -> new HttpResponse(200, HttpHeaders.NONE, new HttpResponse.Body.File(folder.resolve("file")));
            default -> HttpResponse.text(200, request.method() + " " + request.rawPath() + " " + request.body().length);
        };
    }

    private RawSocket connect() throws Exception {
        return new RawSocket(listener.address().getPort());
    }

    @Test
    void handsOnEverythingOfARequest() throws Exception {
        try (var client = connect()) {
            client.send("GET /backend/?op=a%20b&x= HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                    + "X-Many: 1\r\nx-many: 2\r\nContent-Length: 5\r\n\r\n{\"a\"}");
            assertThat(client.answer().text()).isEqualTo("GET /backend/ 5");
        }
        HttpRequest request = requests.getFirst();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.rawPath()).isEqualTo("/backend/");
        assertThat(request.rawQuery()).isEqualTo("op=a%20b&x=");
        assertThat(request.headers().get("content-type")).isEqualTo("application/json");
        assertThat(request.headers().lines().stream()
                        .filter(line -> line.name().equalsIgnoreCase("X-Many"))
                        .count())
                .isEqualTo(2);
        assertThat(request.body()).asString(UTF_8).isEqualTo("{\"a\"}");
        assertThat(request.remote().getAddress().isLoopbackAddress()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"})
    void takesAnyMethodWithABody(String method) throws Exception {
        try (var client = connect()) {
            client.send(method + " /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(client.answer().text()).isEqualTo(method + " /x 2");
        }
    }

    @Test
    void answersHeadWithoutABodyAndWithItsLength() throws Exception {
        try (var client = connect()) {
            client.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nGET /y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(readHead(client)).contains("content-length: 9");
            assertThat(client.answer().text()).isEqualTo("GET /y 0");
        }
    }

    private static List<String> readHead(RawSocket client) throws Exception {
        // the body that the length announces must not come: the next bytes are the next response
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        while (true) {
            int c = client.read();
            if (c == '\n') {
                if (line.isEmpty()) {
                    return lines;
                }
                lines.add(line.toString());
                line.setLength(0);
            } else if (c != '\r') {
                line.append((char) c);
            }
        }
    }

    @Test
    void takesBlanksInAQueryAsTheyWereMeant() throws Exception {
        try (var client = connect()) {
            client.send("GET /query?name=Ana B&op=x y HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("GET /query 0");
        }
        assertThat(requests.getFirst().rawQuery()).isEqualTo("name=Ana%20B&op=x%20y");
    }

    @Test
    void putsChunksTogether() throws Exception {
        try (var client = connect()) {
            client.send(
                    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("POST /x 5");
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (var client = connect()) {
            hold.release();
            client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n"
                    + "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n1"
                    + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("held");
            assertThat(client.answer().text()).isEqualTo("POST /a 1");
            assertThat(client.answer().text()).isEqualTo("GET /b 0");
        }
    }

    @Test
    void keepsOrClosesTheConnectionAsTheClientAsks() throws Exception {
        try (var client = connect()) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            client.send("GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(client.answer().header("Connection")).isEqualTo("close");
            assertThat(client.ended()).isTrue();
        }
        try (var client = connect()) {
            client.send("GET /a HTTP/1.0\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("GET /a 0");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void answersAClientThatHasClosedItsSide() throws Exception {
        try (var client = connect()) {
            client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n").endOutput();
            await().until(() -> requests.size() == 1);
            hold.release();
            assertThat(client.answer().text()).isEqualTo("held");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void sendsFiles() throws Exception {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("file"), content);
        try (var client = connect()) {
            client.send("GET /file HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo(content);
            assertThat(client.answer().text()).isEqualTo("GET /b 0");
        }
    }

    @Test
    void hidesAFailureBehindAReference() throws Exception {
        try (var client = connect()) {
            client.send("GET /fail HTTP/1.1\r\nHost: h\r\n\r\n");
            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).doesNotContain("as asked").contains("log");
            client.send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    // --- limits

    @Test
    void refusesABodyThatIsAnnouncedTooLargeWithoutReadingIt() throws Exception {
        try (var client = connect()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.ended()).isTrue();
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void refusesABodyThatGrowsTooLargeAndTheClientGetsToReadIt() throws Exception {
        try (var client = connect()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            for (int i = 0; i < 8; i++) {
                client.send(chunk);
            }
            assertThat(client.answer().status()).isEqualTo(413);
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void allowsMoreForMultipart() throws Exception {
        String body = "x".repeat(150_000);
        try (var client = connect()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Type: Multipart/Form-Data; boundary=b\r\n"
                    + "Content-Length: 150000\r\n\r\n" + body);
            assertThat(client.answer().text()).isEqualTo("POST /x 150000");
        }
    }

    @Test
    void asksForTheBodyOfAClientThatWaits() throws Exception {
        try (var client = connect()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.answer().text()).isEqualTo("POST /x 3");
        }
    }

    @Test
    void refusesOtherExpectations() throws Exception {
        try (var client = connect()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: miracles\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(417);
        }
    }

    @Test
    void refusesHeadsThatAreTooLong() throws Exception {
        try (var client = connect()) {
            client.send("GET /" + "x".repeat(17_000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(414);
        }
        try (var client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nX-A: " + "x".repeat(17_000) + "\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(431);
        }
        try (var client = connect()) {
            client.send("GET /" + "x".repeat(15_000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET / HTTP/9.x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: abc\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "\u0016\u0003\u0001\r\n\r\n"
            })
    void answersNonsenseWith400AndCloses(String nonsense) throws Exception {
        try (var client = connect()) {
            client.send(nonsense);
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.ended()).isTrue();
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void endsARequestThatComesTooSlowly() throws Exception {
        try (var client = connect()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Len");
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.ended()).isTrue();
        }
        try (var client = connect()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
            assertThat(client.answer().status()).isEqualTo(408);
        }
    }

    @Test
    void closesAConnectionThatIsIdle() throws Exception {
        try (var client = connect()) {
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void answers503WhenTooManyRequestsAreUnderWay() throws Exception {
        try (var one = connect();
                var two = connect();
                var three = connect()) {
            one.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
            two.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> requests.size() == 2);
            three.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(three.answer().status()).isEqualTo(503);
            hold.release(2);
            assertThat(one.answer().text()).isEqualTo("held");
            assertThat(two.answer().text()).isEqualTo("held");
            three.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(three.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void answers503WhenBodiesFillTheMemorySetAside() throws Exception {
        try (var one = connect();
                var two = connect();
                var three = connect()) {
            for (var client : List.of(one, two)) {
                client.send(
                        "POST /hold HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/x\r\nContent-Length: 190000\r\n\r\n"
                                + "x".repeat(190_000));
            }
            await().until(() -> requests.size() == 2);
            three.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 90000\r\n\r\n" + "x".repeat(90_000));
            assertThat(three.answer().status()).isEqualTo(503);
            hold.release(2);
            assertThat(one.answer().text()).isEqualTo("held");
            assertThat(two.answer().text()).isEqualTo("held");
        }
        try (var later = connect()) {
            later.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 90000\r\n\r\n" + "x".repeat(90_000));
            assertThat(later.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void answers503AndClosesWhenThereAreTooManyConnections() throws Exception {
        var clients = new ArrayList<RawSocket>();
        for (int i = 0; i < 8; i++) {
            clients.add(connect());
            clients.get(i).send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(clients.get(i).answer().status()).isEqualTo(200);
        }
        try (var ninth = connect()) {
            assertThat(ninth.answer().status()).isEqualTo(503);
            assertThat(ninth.ended()).isTrue();
        }
        for (var client : clients) {
            client.close();
        }
        await().until(() -> {
            try (var client = connect()) {
                return client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
                                .answer()
                                .status()
                        == 200;
            }
        });
    }

    @Test
    void beginsNoFurtherRequestForAClientThatDoesNotReadItsAnswers() throws Exception {
        int many = 40;
        try (var client = new RawSocket(listener.address().getPort(), 4_096)) {
            client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n".repeat(many));
            await().until(() -> !requests.isEmpty());
            try (var other = connect()) {
                assertThat(other.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(requests).hasSizeLessThan(many);
            for (int i = 0; i < many; i++) {
                assertThat(client.answer().body()).hasSize(1 << 20);
            }
        }
    }

    // --- stopping, WebSocket door

    @Test
    void finishesWhatIsUnderWayWhenItStops() throws Exception {
        try (var client = connect()) {
            client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> requests.size() == 1);
            listener.stopAccepting();
            assertThat(listener.awaitRequests(Duration.ofMillis(50))).isFalse();
            hold.release();
            assertThat(client.answer().header("Connection")).isEqualTo("close");
            assertThat(listener.awaitRequests(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void tellsWhatTheWebSocketDoorWants() throws Exception {
        try (var client = connect()) {
            client.send("GET /ws HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(426);
            client.send(RawSocket.HANDSHAKE.replace("Version: 13", "Version: 8"));
            var old = client.answer();
            assertThat(old.status()).isEqualTo(426);
            assertThat(old.header("Sec-WebSocket-Version")).isEqualTo("13");
            client.send(RawSocket.HANDSHAKE.replace("dGhl", "!!!!"));
            assertThat(client.answer().status()).isEqualTo(400);
            client.send(RawSocket.HANDSHAKE.replace("Connection", "Sec-WebSocket-Protocol: soap, v9\r\nConnection"));
            assertThat(client.answer().status()).isEqualTo(400);
            client.send(RawSocket.HANDSHAKE.replace(
                    "Connection", "Sec-WebSocket-Protocol: soap, carillon.v1\r\nConnection"));
            var accepted = client.answer();
            assertThat(accepted.status()).isEqualTo(101);
            assertThat(accepted.header("Sec-WebSocket-Protocol")).isEqualTo("carillon.v1");
            assertThat(accepted.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    /** Sends back what it gets. */
    private static final class Echo implements ConnectionListener {
        private final Connection connection;

        Echo(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void text(byte[] utf8) {
            connection.write(utf8);
        }

        @Override
        public void refused(CloseCode code, String reason) {
            connection.close(code.code(), reason, null, false);
        }

        @Override
        public void tick(int silent, int stuck) {}

        @Override
        public void ended() {}
    }
}
