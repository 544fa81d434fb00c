package dev.carillon.gateway.netty;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.carillon.gateway.Connection;
import dev.carillon.gateway.ConnectionListener;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.metrics.Metrics;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/// Bytes as they come from a socket, in pieces: HTTP, the handshake, and WebSocket frames. Whatever they are, nothing
/// fails, nothing is logged, and no buffer is left behind.
class WireFuzzTest {
    private static final byte[] HANDSHAKE =
            ("GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<HttpRequest> requests = new ArrayList<>();
    private final List<byte[]> messages = new ArrayList<>();
    private boolean ended;

    @BeforeEach
    void listen() {
        log.start();
        logger().setLevel(Level.WARN);
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.carillon.gateway");
    }

    @FuzzTest(maxDuration = "2m")
    void http(FuzzedDataProvider data) {
        String answers = play(new byte[0], data);
        if (!answers.isEmpty()) {
            assertThat(answers).startsWith("HTTP/1.");
        }
        assertThat(answers).doesNotContain("HTTP/1.1 500 ");
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.rawPath()).startsWith("/");
            assertThat(request.body().length).isLessThanOrEqualTo(HttpLimits.DEFAULT.multipartBytes());
        });
    }

    @FuzzTest(maxDuration = "2m")
    void webSocket(FuzzedDataProvider data) {
        assertThat(play(HANDSHAKE, data)).startsWith("HTTP/1.1 101 ");
        assertThat(ended).isTrue();
        assertThat(messages).allSatisfy(message -> {
            assertThat(message.length).isLessThanOrEqualTo(Limits.FRAME_BYTES);
            assertThat(new String(message, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(message);
        });
    }

    /// All that the server said to these bytes.
    private String play(byte[] first, FuzzedDataProvider data) {
        requests.clear();
        messages.clear();
        ended = false;
        log.list.clear();
        var memory = new UnpooledByteBufAllocator(false);
        var channel = channel(memory);
        feed(channel, memory, first);
        while (data.remainingBytes() > 0 && channel.isOpen()) {
            feed(channel, memory, data.consumeBytes(data.consumeInt(1, 200)));
        }
        var said = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            said.append(out.toString(StandardCharsets.ISO_8859_1));
            out.release();
        }
        channel.finishAndReleaseAll();
        channel.checkException();
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
        assertThat(memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory())
                .as("bytes left behind")
                .isZero();
        return said.toString();
    }

    private static void feed(EmbeddedChannel channel, UnpooledByteBufAllocator memory, byte[] bytes) {
        if (bytes.length > 0) {
            channel.writeInbound(memory.heapBuffer(bytes.length).writeBytes(bytes));
            channel.runPendingTasks();
        }
    }

    private EmbeddedChannel channel(UnpooledByteBufAllocator memory) {
        var channel = new EmbeddedChannel();
        channel.config().setAllocator(memory);
        var front = new HttpFront(new Listener.Setup(
                new InetSocketAddress(0),
                1,
                HttpLimits.DEFAULT,
                this::handle,
                Opened::new,
                Runnable::run,
                Clock.systemUTC(),
                new Metrics()));
        var remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        var connection = new HttpConnection(front, new Sweep(channel.eventLoop()), channel, remote);
        channel.pipeline()
                .addLast(new Listener.RequestDecoder(HttpLimits.DEFAULT, connection))
                .addLast(new HttpResponseEncoder())
                .addLast(connection);
        return channel;
    }

    private HttpResponse handle(HttpRequest request) {
        requests.add(request);
        return HttpResponse.text(200, "ok\n");
    }

    /// Keeps what comes, and ends as a session does.
    private final class Opened implements ConnectionListener {
        private final Connection connection;

        Opened(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void text(byte[] utf8) {
            messages.add(utf8);
            connection.write(utf8);
        }

        @Override
        public void refused(CloseCode code, String reason) {
            connection.close(code.code(), reason, null, false);
        }

        @Override
        public void ended() {
            ended = true;
        }

        @Override
        public void tick(int silent, int stuck) {}
    }
}
