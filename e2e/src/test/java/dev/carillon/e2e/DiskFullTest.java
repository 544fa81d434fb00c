package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Cut;
import dev.carillon.e2e.harness.Flow;
import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.SmallDisk;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The disk of a busy server fills up to the last byte: senders are told, whoever reads is served, and when there is
/// room again everything goes on, by itself or after the server was killed in the middle of it. What was acknowledged
/// was never lost, and nobody has anything twice.
class DiskFullTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int USERS = 20;
    private static final int MOST_LARGE = 2_000;
    private static final int GENERROR = 0x81;

    @Test
    void aFullDiskIsToldToSendersAndLosesNothing() {
        try (var disk = SmallDisk.of(64);
                var server = ServerProcess.on(disk);
                var stage = new Stage(server)) {
            WireClient ana = stage.phone("ana");
            WireClient bob = stage.phone("bob");
            ana.ask(message(bob.address(), stage.mid(), "Before"));
            bob.expectMessage("Before");
            List<Flow> ring = Flow.ring(stage, "u", USERS);
            ring.forEach(flow -> flow.oneAtATime().connect(Cut.NEVER));
            awaitMore(ring);

            fill(disk, ring, stage);
            Frame refusal = ring.getFirst().lastRefusal();
            assertThat(refusal.number("code")).isEqualTo(GENERROR);
            assertThat(refusal.text("message")).contains("disk");
            assertThat(refusal.text("advice")).isEqualTo("retry");
            // hundreds were refused, and the log, which may lie on the same disk, says it a few times only
            assertThat(server.log("Messages cannot be written")).hasLineCount(1);
            assertThat(server.log("ERROR [task]").lines()).hasSizeLessThan(5);
            assertThat(server.metric("carillon_store_failures_total")).isPositive();
            bob = theRestIsServed(stage, ana, bob);

            disk.free();
            awaitMore(ring);
            assertThat(server.log("Messages can be written again")).isNotEmpty();
            ana.ask(message(bob.address(), stage.mid(), "After"));
            bob.expectMessage("After");

            fill(disk, ring, stage);
            server.kill();
            assertThatThrownBy(server::start).hasMessageContaining("No space left on device");
            assertThat(server.log("This is a bug")).isEmpty();
            disk.free();
            server.start();
            ring.forEach(flow -> flow.awaitBroken(PATIENCE));
            ring.forEach(flow -> flow.connect(Cut.NEVER));
            awaitMore(ring);

            ring.forEach(Flow::stopSending);
            ring.forEach(flow -> flow.awaitSettled(PATIENCE));
            for (int i = 0; i < USERS; i++) {
                assertThat(ring.get(i).problems()).as("user %d", i).isEmpty();
                assertThat(ring.get((i + 1) % USERS).received())
                        .as("received from user %d", i)
                        .isEqualTo(ring.get(i).sent());
            }
            ring.forEach(Flow::close);
        }
    }

    /// Until every sender has been refused several times in a row.
    private static void fill(SmallDisk disk, List<Flow> ring, Stage stage) {
        WireClient eve = stage.phone("eve");
        String mallory = stage.user("mallory");
        disk.fill();
        takeWhatTheServerHasReserved(eve, mallory, stage);
        long[] before = ring.stream().mapToLong(Flow::refused).toArray();
        await().atMost(PATIENCE).until(() -> {
            // also what it has given back meanwhile
            disk.fill();
            return IntStream.range(0, before.length).allMatch(i -> ring.get(i).refused() > before[i] + 2);
        });
    }

    /// The store takes room ahead, and small messages would need long to use it up.
    private static void takeWhatTheServerHasReserved(WireClient eve, String to, Stage stage) {
        String text = "x".repeat(60_000);
        for (int n = 0; n < MOST_LARGE; n++) {
            if (eve.request(message(to, stage.mid(), text)).t().equals("error")) {
                return;
            }
        }
        throw new AssertionError("after " + MOST_LARGE + " large messages the disk was not full yet");
    }

    private static void awaitMore(List<Flow> ring) {
        long[] before = ring.stream().mapToLong(Flow::received).toArray();
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(0, before.length)
                        .allMatch(i -> ring.get(i).received() >= before[i] + 20));
    }

    /// Whatever needs no room. Returns Bob's new connection.
    private static WireClient theRestIsServed(Stage stage, WireClient ana, WireClient bob) {
        assertThat(ana.ask(Frame.of("history").with("peer", bob.address())).objects("messages"))
                .extracting(message -> message.text("content.text"))
                .containsExactly("Before");
        ana.request(message(bob.address(), stage.mid(), "Not stored").with("expiry", 0));
        bob.expectMessage("Not stored");
        Frame answer = stage.backend()
                .tryCall("message", Map.of("from", ana.address(), "to", bob.address(), "message", "By HTTP"));
        assertThat(answer.text("error")).isEqualTo("SERVERERROR");
        assertThat(answer.text("cause")).contains("disk");
        // a login of a device that is known needs no room either
        WireClient again = stage.resume(bob);
        assertThat(again.welcome().number("cursor")).isEqualTo(bob.cursor());
        return again;
    }
}
