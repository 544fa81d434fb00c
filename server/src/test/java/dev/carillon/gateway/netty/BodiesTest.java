package dev.carillon.gateway.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.gateway.RawSocket;
import dev.carillon.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Bodies that are put together in memory: packed ones, large ones, and many at once.
class BodiesTest {
    private static final int BODY = 20_000;
    private static final int FORM = 200_000;
    /// Room for two of the largest forms and a few bodies.
    private static final int ROOM = 500_000;

    private static final HttpLimits LIMITS = new HttpLimits(100, 100, 16_384, BODY, FORM, ROOM, 30, 30, 10, 10);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore hold = new Semaphore(0);
    private final Metrics metrics = new Metrics();
    private Listener listener;

    @BeforeEach
    void start() throws Exception {
        listener = Listener.start(new Listener.Setup(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                LIMITS,
                new Handler(),
                _ -> {
                    throw new IllegalStateException("no WebSockets here");
                },
                threads,
                Clock.systemUTC(),
                metrics));
    }

    @AfterEach
    void stop() {
        hold.release(1_000);
        listener.close();
        threads.close();
    }

    /// Takes the rest of a large form from whoever says a word in its beginning.
    private final class Handler implements HttpHandler {
        @Override
        public HttpResponse handle(HttpRequest request) {
            if (request.rawPath().equals("/hold")) {
                hold.acquireUninterruptibly();
            }
            return HttpResponse.text(
                    200,
                    new String(request.body(), UTF_8).substring(0, Math.min(10, request.body().length)) + " "
                            + request.body().length);
        }

        @Override
        public @Nullable HttpResponse refusesRest(HttpRequest begun) {
            return new String(begun.body(), UTF_8).startsWith("sesame") ? null : HttpResponse.text(401, "who?\n");
        }
    }

    private static byte[] body(String start, int length) {
        return (start + "x".repeat(length - start.length())).getBytes(UTF_8);
    }

    private RawSocket send(String path, String headers, byte[] body) throws Exception {
        var client = new RawSocket(listener.address().getPort());
        client.send(
                "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n" + headers + "\r\n");
        return client.send(body);
    }

    private RawSocket.Answer ask(String headers, byte[] body) throws Exception {
        try (var client = send("/", headers, body)) {
            return client.answer();
        }
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] bytes, boolean bare) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(out, new Deflater(6, bare))) {
            deflate.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    @Tag("E8")
    void unpacksWhatWasPackedOnTheWay() throws Exception {
        byte[] plain = body("hello", 5_000);
        assertThat(ask("Content-Encoding: gzip\r\n", gzip(plain)).text()).isEqualTo("helloxxxxx 5000");
        assertThat(ask("Content-Encoding: X-GZip\r\n", gzip(plain)).text()).isEqualTo("helloxxxxx 5000");
        assertThat(ask("Content-Encoding: deflate\r\n", deflate(plain, false)).text())
                .isEqualTo("helloxxxxx 5000");
        assertThat(ask("Content-Encoding: deflate\r\n", deflate(plain, true)).text())
                .isEqualTo("helloxxxxx 5000");
        assertThat(ask("Content-Encoding: identity\r\n", plain).text()).isEqualTo("helloxxxxx 5000");
    }

    @Test
    @Tag("E8")
    void saysWhatItCannotUnpack() throws Exception {
        for (String coding : List.of("br", "gzip, gzip", "zstd", "gzip\r\nContent-Encoding: gzip")) {
            RawSocket.Answer answer = ask("Content-Encoding: " + coding + "\r\n", gzip(body("a", 10)));
            assertThat(answer.status()).as(coding).isEqualTo(415);
            assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip, deflate");
        }
        assertThat(ask("Content-Encoding: gzip\r\n", body("plain", 100)).status())
                .isEqualTo(400);
        assertThat(ask("Content-Encoding: gzip\r\n", new byte[0]).status()).isEqualTo(400);
    }

    @Test
    @Tag("E8")
    void unpacksNoMoreThanABodyMayHave() throws Exception {
        assertThat(ask("Content-Encoding: gzip\r\n", gzip(body("a", BODY))).status())
                .isEqualTo(200);
        assertThat(ask("Content-Encoding: gzip\r\n", gzip(body("a", BODY + 1))).status())
                .isEqualTo(413);
        assertThat(ask("Content-Encoding: gzip\r\n", gzip(new byte[15_000_000])).status())
                .isEqualTo(413);
        await().until(() -> held() == 0);
    }

    private double held() {
        return metrics.page()
                .lines()
                .filter(line -> line.startsWith("carillon_http_bodies_bytes "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    @Test
    @Tag("G9")
    void takesALargeFormOnlyOfWhoeverItKnows() throws Exception {
        String form = "Content-Type: multipart/form-data; boundary=b\r\n";
        assertThat(ask(form, body("sesame", FORM)).text()).isEqualTo("sesamexxxx " + FORM);
        assertThat(ask(form, body("nobody", BODY)).status()).as("small enough").isEqualTo(200);
        assertThat(ask(form, body("sesame", FORM + 1)).status()).isEqualTo(413);
        assertThat(ask("", body("sesame", BODY + 1)).status()).as("no form").isEqualTo(413);
        try (var client = new RawSocket(listener.address().getPort())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + FORM + "\r\n" + form + "\r\n");
            client.send(body("nobody", 100_000));
            RawSocket.Answer refused = client.answer();
            assertThat(refused.status()).as("before all of it has come").isEqualTo(401);
            assertThat(refused.text()).isEqualTo("who?\n");
        }
        await().until(() -> held() == 0);
    }

    @Test
    @Tag("G9")
    void boundsAllBodiesTogetherAndSaysWhenToComeAgain() throws Exception {
        String form = "Content-Type: multipart/form-data; boundary=b\r\n";
        List<RawSocket> clients = new ArrayList<>();
        try {
            clients.add(send("/hold", form, body("sesame", FORM)));
            clients.add(send("/hold", form, body("sesame", FORM)));
            await().until(() -> held() >= 2 * FORM);
            RawSocket.Answer refused = ask(form, body("sesame", FORM));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(metrics.page()).contains("carillon_http_bodies_refused_total 1");
            assertThat(ask("", body("a", BODY)).status())
                    .as("small ones still fit")
                    .isEqualTo(200);
            hold.release(2);
            for (RawSocket client : clients) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
            await().until(() -> held() == 0);
            assertThat(ask(form, body("sesame", FORM)).status()).isEqualTo(200);
        } finally {
            for (RawSocket client : clients) {
                client.close();
            }
        }
    }

    @Test
    @Tag("G9")
    void leavesRoomForThoseWhomItKnows() throws Exception {
        List<RawSocket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                strangers.add(send("/hold", "", body("a", BODY)));
            }
            await().until(() -> metrics.page()
                    .lines()
                    .anyMatch(line -> line.startsWith("carillon_http_bodies_refused_total") && !line.endsWith(" 0")));
            assertThat(held()).isLessThanOrEqualTo(ROOM / 2.0);
        } finally {
            for (RawSocket client : strangers) {
                client.close();
            }
        }
    }
}
