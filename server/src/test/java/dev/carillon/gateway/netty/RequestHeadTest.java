package dev.carillon.gateway.netty;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carillon.gateway.Connection;
import dev.carillon.gateway.ConnectionListener;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.gateway.RawSocket;
import dev.carillon.metrics.Metrics;
import dev.carillon.protocol.CloseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// How strict the listener is about heads of requests, and how much it tells the log of strangers.
class RequestHeadTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Listener listener;

    @BeforeEach
    void start() throws Exception {
        listener = Listener.start(new Listener.Setup(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1,
                HttpLimits.DEFAULT,
                RequestHeadTest::handle,
                Silent::new,
                threads,
                Clock.systemUTC(),
                new Metrics()));
    }

    @AfterEach
    void stop() {
        listener.close();
        threads.close();
    }

    private static HttpResponse handle(HttpRequest request) {
        if (request.rawPath().startsWith("/fail")) {
            throw new IllegalStateException("as asked");
        }
        return HttpResponse.text(200, "fine\n");
    }

    private record Silent(Connection connection) implements ConnectionListener {
        @Override
        public void text(byte[] utf8) {}

        @Override
        public void refused(CloseCode code, String reason) {}

        @Override
        public void tick(int silent, int stuck) {}

        @Override
        public void ended() {}
    }

    private int status(String request) throws Exception {
        try (var client = new RawSocket(listener.address().getPort())) {
            return client.send(request.replace("|", "\r\n") + "\r\n\r\n")
                    .answer()
                    .status();
        }
    }

    @ParameterizedTest
    @Tag("G17")
    @CsvSource({
        "GET / HTTP/1.1|Host: a, 200",
        "GET / HTTP/1.1|Host: a:8080, 200",
        "GET / HTTP/1.1|Host: [::1]:8080, 200",
        "GET / HTTP/1.1|Host:, 200",
        "GET / HTTP/1.0, 200",
        "GET / HTTP/1.1, 400",
        "GET / HTTP/1.1|Host: a|Host: a, 400",
        "GET / HTTP/1.0|Host: a|Host: b, 400",
        "GET / HTTP/1.1|Host: a b, 400",
        "GET / HTTP/1.1|Host: a/b, 400",
        "GET / HTTP/1.1|Host: a@b, 400",
        "GET / HTTP/1.1|Host: a|X : 1, 400",
        "GET / HTTP/3.0|Host: a, 505",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0, 200",
        "'POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0', 501",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip||, 400",
        "POST / HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 2||xx, 400"
    })
    void asTheStandardSays(String request, int status) throws Exception {
        assertThat(status(request)).isEqualTo(status);
    }

    @ParameterizedTest
    @Tag("E14")
    @ValueSource(strings = {"", ",", " , ", "\r\nSec-WebSocket-Protocol: ,"})
    void takesNoSubprotocolForNone(String none) throws Exception {
        try (var client = new RawSocket(listener.address().getPort())) {
            client.send(RawSocket.HANDSHAKE.replace("Upgrade: ", "Sec-WebSocket-Protocol: " + none + "\r\nUpgrade: "));
            RawSocket.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("Sec-WebSocket-Protocol")).isEmpty();
        }
    }

    @Test
    @Tag("G16")
    void tellsTheLogOnceOfManyFailuresAndNeverAPath() throws Exception {
        var events = new ListAppender<ILoggingEvent>();
        events.start();
        var logger = (Logger) LoggerFactory.getLogger("dev.carillon");
        logger.addAppender(events);
        try {
            for (int i = 0; i < 30; i++) {
                assertThat(status("GET /fail/SECRET" + "x".repeat(4_000) + " HTTP/1.1|Host: a"))
                        .isEqualTo(500);
            }
        } finally {
            logger.detachAppender(events);
        }
        List<String> lines =
                events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).startsWith("Request GET /fail/… failed").doesNotContain("SECRET");
    }
}
