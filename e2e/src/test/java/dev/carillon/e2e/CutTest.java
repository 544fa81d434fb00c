package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Cut;
import dev.carillon.e2e.harness.Flow;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A client whose connection breaks at a random byte, in either direction, over and over, while two users write to
/// each other: at the end each side has every message of the other exactly once and in order.
///
/// `-Dcut.seed=N` repeats a run's cuts (not its timing), `-Dcut.rounds=N` makes it longer or shorter.
class CutTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    /// Bytes within which a connection is cut: handshake, welcome, and about a dozen messages each way.
    private static final int WITHIN = 4_000;

    private final long seed = Long.getLong("cut.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("cut.rounds", 1_000);

    @Test
    void everyMessageArrivesOnceAndInOrderAlthoughTheConnectionIsCut() throws Exception {
        System.out.println("cut.seed=" + seed + " cut.rounds=" + rounds);
        var random = new Random(seed);
        try (var server = ServerProcess.freshWithoutRate();
                var stage = new Stage(server);
                var cut = new Flow(server.address(), stage.token("ana", "phone"), stage.address("bob"), 1);
                var steady = new Flow(server.address(), stage.token("bob", "phone"), stage.address("ana"), 2)) {
            cut.sendsTo(steady);
            steady.sendsTo(cut);
            steady.connect(Cut.NEVER);
            for (int round = 0; round < rounds; round++) {
                cut.connect(cut(random));
                cut.awaitBroken(PATIENCE);
            }
            cut.connect(Cut.NEVER);
            cut.stopSending();
            steady.stopSending();
            cut.awaitSettled(PATIENCE);
            steady.awaitSettled(PATIENCE);

            assertThat(cut.received()).as("seed " + seed).isEqualTo(steady.sent());
            assertThat(steady.received()).as("seed " + seed).isEqualTo(cut.sent());
            assertThat(cut.problems()).as("seed " + seed).isEmpty();
            assertThat(steady.problems()).as("seed " + seed).isEmpty();
            assertThat(cut.received()).as("both had something to say").isGreaterThan(rounds / 10);
            assertThat(cut.sent()).isGreaterThan(rounds / 10);
            assertThat(server.log("ERROR")).isEmpty();
        }
    }

    private static Cut cut(Random random) {
        long at = random.nextInt(WITHIN);
        Cut.How how = Cut.How.values()[random.nextInt(Cut.How.values().length)];
        return random.nextBoolean() ? new Cut(at, Long.MAX_VALUE, how) : new Cut(Long.MAX_VALUE, at, how);
    }
}
