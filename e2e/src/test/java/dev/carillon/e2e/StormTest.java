package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.Oversized;
import dev.carillon.e2e.harness.Pulse;
import dev.carillon.e2e.harness.RawSocket;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.Storm;
import dev.carillon.e2e.harness.Vitals;
import dev.carillon.e2e.harness.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// While a storm goes over the server, others exchange messages at a steady rate: every one arrives, once and in order.
/// And when it is over, the server holds what it held before. How long messages take meanwhile is what [StormReport]
/// tells.
class StormTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /// Half of what the tests may open, which they share with everything else.
    private static final int MOST_OPEN = (int) Math.min(10_000, ServerProcess.descriptors() / 2);

    private static final long MORE_HEAP = 16 << 20;

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.fresh("-Xmx256m");
    }

    @AfterAll
    static void stop() {
        assertThat(server.log("ERROR")).isEmpty();
        assertThat(server.stop()).isZero();
        server.close();
    }

    private static int many(Storm storm) {
        return switch (storm) {
            case CONNECTIONS -> MOST_OPEN;
            case HANDSHAKES -> 5_000;
            case HALF_OPEN -> Math.min(2_000, MOST_OPEN);
            case LOGINS, TOO_LARGE -> 500;
            case SLOW_READERS -> 1_000;
        };
    }

    @ParameterizedTest
    @EnumSource
    void healthyClientsLoseNothingAndNothingIsLeft(Storm storm) throws IOException {
        try (var stage = new Stage(server);
                var pulse = Pulse.start(stage, 5, 20)) {
            await().atMost(PATIENCE).until(() -> pulse.arrived() > 50);
            Vitals before = Vitals.of(server);
            storm.rage(stage, many(storm));
            long during = pulse.arrived();
            await().atMost(PATIENCE).until(() -> pulse.arrived() > during + 50);

            // of the stage there may be one more
            await().atMost(PATIENCE).until(() -> Vitals.sockets(server) <= before.sockets() + 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Vitals.of(server).heap()).isLessThan(before.heap() + MORE_HEAP));
            pulse.stop();
            await().atMost(PATIENCE).until(pulse::isSettled);
            assertThat(pulse.problems()).isEmpty();
        }
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsTaken() throws IOException {
        for (Oversized input : Oversized.ALL) {
            try (var socket = new RawSocket(server.address(), input.text())) {
                assertThat(socket.status()).as(input.what()).isEqualTo(input.status());
            }
        }
    }

    @Test
    void aServerThatIsFullSaysSoAndServesThoseWhoAreIn() throws IOException {
        try (var small = ServerProcess.fresh(Map.of("CARILLON_CONNECTIONS", "50"), "-Xmx256m");
                var stage = new Stage(small)) {
            WireClient ana = stage.phone("ana");
            List<RawSocket> open = new ArrayList<>();
            String ask = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String answer = "";
            while (!answer.contains(" 503 ")) {
                var socket = new RawSocket(small.address(), ask);
                open.add(socket);
                answer = socket.line();
                assertThat(open).hasSizeLessThanOrEqualTo(50);
            }
            // and is heard, although the server never reads what it was asked
            assertThat(open.getLast().untilClosed()).contains("Retry-After: 5");
            ana.ask(Frame.of("time"));

            for (RawSocket socket : open) {
                socket.close();
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(small.metric("carillon_connections_refused_total"))
                            .isPositive());
            stage.phone("bob");
        }
    }
}
