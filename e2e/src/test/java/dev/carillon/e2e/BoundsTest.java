package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Burst;
import dev.carillon.e2e.harness.Cut;
import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.Login;
import dev.carillon.e2e.harness.OnStage;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import dev.carillon.e2e.harness.WireSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Bounds that only many messages reach, and what happens there.
@ExtendWith(OnStage.class)
class BoundsTest {
    private static final int INBOX = 100_000;
    /// What users may fill; the rest is kept for the back-end.
    private static final int FOR_USERS = INBOX - INBOX / 10;
    private static final int SENDERS = 100;
    private static final int INBOXFULL = 0x84;
    private static final int SLOW_READER = 4002;
    private static final String CLOSED_SLOW = "carillon_closes_total{code=\"SLOW_READER\"}";

    @Test
    void anInboxTakesAHundredThousandEntriesAndThenSaysThatItIsFull(Stage stage) {
        WireClient ana = stage.phone("ana");
        Login bobs = stage.token("bob", "phone");
        List<Login> senders = IntStream.range(0, SENDERS)
                .mapToObj(i -> stage.token("s" + i, "phone"))
                .toList();

        Burst.Outcome outcome = Burst.of(stage.server().address(), senders, bobs.address(), INBOX / SENDERS + 20);
        // a soft bound: those under way when it is reached may still get in
        assertThat(outcome.accepted()).isBetween((long) FOR_USERS, FOR_USERS + 1_000L);
        assertThat(outcome.refusals()).isNotEmpty().allSatisfy(refusal -> {
            assertThat(refusal.number("code")).isEqualTo(INBOXFULL);
            assertThat(refusal.text("name")).isEqualTo("INBOXFULL");
            assertThat(refusal.number("status")).isEqualTo(0x82);
            assertThat(refusal.text("advice")).isEqualTo("retry");
        });
        long mid = stage.mid();
        Frame refusal = ana.refused(message(bobs.address(), mid, "No room"), INBOXFULL);
        assertThat(refusal.number("mid")).isEqualTo(mid);
        // nobody else is concerned
        ana.ask(message(senders.getFirst().address(), stage.mid(), "Room enough"));

        // whoever comes and acknowledges has room again
        WireClient bob = stage.keep(WireClient.silent(stage.server().address(), bobs));
        long window = bob.welcome().number("limits.window");
        await().untilAsserted(() -> assertThat(bob.entries()).hasSize((int) window));
        // again and again: up to a thousand more than the bound may be there
        await().until(() -> {
            bob.acknowledge(bob.cursor());
            return ana.request(message(bobs.address(), mid, "No room")).t().equals("sent");
        });
        bob.close();

        // in a group nobody is refused for one member, and that one loses nothing: it waits in the group's inbox
        long gid = stage.group("ana", "bob");
        for (int i = 0; i < 2 * window; i++) {
            ana.ask(message(gid, stage.mid(), "To all"));
        }
        WireClient back = stage.keep(WireClient.connect(stage.server().address(), bobs));
        back.send(bobs.hello().with("cursor", bob.cursor()));
        assertThat(back.expect("welcome").flag("cut")).isFalse();
    }

    @Test
    void whoDoesNotReadIsClosedAndHasEverythingAfterwards(Stage stage) throws IOException {
        WireClient ana = stage.phone("ana");
        Login bobs = stage.token("bob", "phone");
        double closed = stage.server().metric(CLOSED_SLOW);
        try (WireSocket stuck = WireSocket.open(stage.server().address(), Cut.NEVER, 4_096)) {
            stuck.sendText(bobs.hello().bytes());
            assertThat(stuck.receive().text()).contains("welcome");
            String text = "x".repeat(50_000);
            int stored = 0;
            // transient messages have no window: they pile up until the server has had enough
            while (stage.server().metric(CLOSED_SLOW) == closed) {
                ana.ask(message(bobs.address(), stage.mid(), "stored " + ++stored));
                for (int i = 0; i < 10; i++) {
                    ana.request(message(bobs.address(), stage.mid(), text).with("expiry", 0));
                }
                assertThat(stored).as("rounds without an end").isLessThan(1_000);
            }
            Frame last = Frame.empty();
            WireSocket.Received received = stuck.receive();
            while (received.opcode() != WireSocket.CLOSE) {
                last = Frame.parse(received.payload());
                received = stuck.receive();
            }
            assertThat(received.closeCode()).isEqualTo(SLOW_READER);
            assertThat(last.t()).isEqualTo("bye");
            assertThat(last.text("name")).isEqualTo("SLOW_READER");
            assertThat(last.text("advice")).isEqualTo("retry");

            WireClient bob = stage.login(bobs);
            bob.expectMessage("stored " + stored);
            assertThat(bob.entries())
                    .extracting(entry -> entry.text("content.text"))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, stored)
                            .mapToObj(i -> "stored " + i)
                            .toList());
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> ana.ask(message(bobs.address(), stage.mid(), "Hello again")));
    }
}
