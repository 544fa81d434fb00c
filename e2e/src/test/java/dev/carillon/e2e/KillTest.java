package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Cut;
import dev.carillon.e2e.harness.Flow;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The server is killed by SIGKILL again and again while 500 users write to each other, each to the next one. Every
/// message that was acknowledged is there at the end, was delivered exactly once, and in the order of acceptance.
///
/// `-Dkill.rounds=20 -Dkill.users=500` is the long form; `-Dkill.seed=N` repeats when a run kills (counted in
/// messages).
class KillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /// Messages within which the server is killed, counted from its start.
    private static final int WITHIN = 10_000;

    private final long seed = Long.getLong("kill.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("kill.rounds", 5);
    private final int users = Integer.getInteger("kill.users", 500);

    @Test
    void nothingAcknowledgedIsLostOrRepeated() {
        System.out.println("kill.seed=" + seed + " kill.rounds=" + rounds + " kill.users=" + users);
        var random = new Random(seed);
        try (var server = ServerProcess.freshWithoutRate();
                var stage = new Stage(server)) {
            List<Flow> ring = Flow.ring(stage, "u", users);
            ring.forEach(flow -> flow.connect(Cut.NEVER));
            for (int round = 0; round < rounds; round++) {
                awaitReceived(ring, received(ring) + random.nextInt(WITHIN));
                server.kill();
                server.start();
                ring.forEach(flow -> flow.awaitBroken(PATIENCE));
                ring.forEach(flow -> flow.connect(Cut.NEVER));
            }
            ring.forEach(Flow::stopSending);
            ring.forEach(flow -> flow.awaitSettled(PATIENCE));

            for (int i = 0; i < users; i++) {
                assertThat(ring.get(i).problems())
                        .as("user %d, seed %d", i, seed)
                        .isEmpty();
                assertThat(ring.get((i + 1) % users).received())
                        .as("received of user %d, seed %d", i, seed)
                        .isEqualTo(ring.get(i).sent());
            }
            System.out.println(received(ring) + " messages over " + rounds + " kills");
            ring.forEach(Flow::close);
        }
    }

    private static long received(List<Flow> ring) {
        return ring.stream().mapToLong(Flow::received).sum();
    }

    private static void awaitReceived(List<Flow> ring, long atLeast) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> received(ring) >= atLeast);
    }
}
