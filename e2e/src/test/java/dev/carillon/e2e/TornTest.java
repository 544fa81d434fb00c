package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Cut;
import dev.carillon.e2e.harness.Flow;
import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.TornLog;
import dev.carillon.e2e.harness.WireClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// The server is killed in the middle of its work, and what its last writes have left on the disk is torn, as by a
/// power cut: it starts, has everything that was durable, and of what came later an unbroken beginning; and it goes
/// on, with nothing lost, nothing twice and everything in order.
///
/// `-Dtorn.rounds=200` is the long form; `-Dtorn.seed=N` repeats where it tears (counted in bytes, not in time).
class TornTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int USERS = 10;
    private static final int WRITERS = 6;

    private final long seed = Long.getLong("torn.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("torn.rounds", 4);
    private final Random random = new Random(seed);

    @Test
    void aTornEndOfTheLogsLosesNothingThatWasDurable() throws Exception {
        System.out.println("torn.seed=" + seed + " torn.rounds=" + rounds);
        try (var server = ServerProcess.freshWithoutRate();
                var stage = new Stage(server)) {
            List<Flow> ring = Flow.ring(stage, "u", USERS);
            ring.forEach(flow -> flow.connect(Cut.NEVER));
            for (int round = 0; round < rounds; round++) {
                awaitMore(ring, 20 + random.nextInt(50));
                ring.forEach(Flow::stopSending);
                ring.forEach(flow -> flow.awaitSettled(PATIENCE));
                var late = new Late(stage, round);
                tearAfter(server, late, round);

                server.start();
                late.expectBeginning();
                ring.forEach(flow -> flow.awaitBroken(PATIENCE));
                ring.forEach(Flow::goOnSending);
                ring.forEach(flow -> flow.connect(Cut.NEVER));
            }
            awaitMore(ring, 20);
            ring.forEach(Flow::stopSending);
            ring.forEach(flow -> flow.awaitSettled(PATIENCE));
            for (int i = 0; i < USERS; i++) {
                assertThat(ring.get(i).problems())
                        .as("user %d, seed %d", i, seed)
                        .isEmpty();
                assertThat(ring.get((i + 1) % USERS).received())
                        .as("received from user %d, seed %d", i, seed)
                        .isEqualTo(ring.get(i).sent());
            }
            assertThat(server.log("ERROR")).as("seed " + seed).isEmpty();
            ring.forEach(Flow::close);
        }
    }

    private static void awaitMore(List<Flow> ring, int more) {
        long before = ring.stream().mapToLong(Flow::received).sum();
        await().atMost(PATIENCE)
                .until(() -> ring.stream().mapToLong(Flow::received).sum() >= before + more * USERS);
    }

    /// Lets all that was sent become durable; then others write for a while, until the server is killed; of what they
    /// have written the end is torn.
    private void tearAfter(ServerProcess server, Late late, int round) throws Exception {
        Path directory = server.folder().resolve("directory.db");
        TornLog messages = quiet(server);
        TornLog accounts = TornLog.ofDirectory(server.folder());
        byte[] marks = Files.readAllBytes(server.folder().resolve("marks"));
        var unchanged = Files.getLastModifiedTime(directory);

        late.write(random.nextInt(20, 400));
        server.kill();
        late.join();
        // they speak of what is durable, which here is what was so at the mark
        Files.write(server.folder().resolve("marks"), marks);
        TornLog.How how = TornLog.How.values()[round % TornLog.How.values().length];
        System.out.println(messages.tear(how, random));
        // what the directory has moved from its log into its tables was synced before, and no power cut tears it
        if (Files.getLastModifiedTime(directory).equals(unchanged)) {
            System.out.println(accounts.tear(how, random));
        }
    }

    /// The mark, when receipts have been written as well.
    private static TornLog quiet(ServerProcess server) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            TornLog mark = TornLog.ofMessages(server.folder());
                            Thread.sleep(300);
                            return mark.isQuiet() ? mark : null;
                        },
                        mark -> mark != null);
    }

    /// Those who write after the mark: what was accepted of it.
    private static final class Late {
        private final Stage stage;
        private final String reader;
        private final List<WireClient> writers = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final Queue<Frame> accepted = new ConcurrentLinkedQueue<>();
        private final Queue<String> users = new ConcurrentLinkedQueue<>();
        private final int round;

        Late(Stage stage, int round) {
            this.stage = stage;
            this.round = round;
            this.reader = stage.user("reader" + round);
            for (int i = 0; i < WRITERS; i++) {
                writers.add(stage.phone("writer" + round + "x" + i));
            }
        }

        /// Begins, and returns when so many messages were accepted.
        void write(int messages) {
            for (WireClient writer : writers) {
                threads.add(Thread.startVirtualThread(() -> untilItEnds(() -> {
                    Frame answer = writer.request(message(reader, stage.mid(), "x".repeat(random(600))));
                    assertThat(answer.t()).isEqualTo("sent");
                    accepted.add(answer);
                })));
            }
            threads.add(Thread.startVirtualThread(() -> untilItEnds(() -> {
                String address = "late" + round + "x" + users.size();
                stage.backend().addUser(address);
                users.add(address);
            })));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> accepted.size() >= messages && users.size() > 2);
        }

        private static int random(int most) {
            return java.util.concurrent.ThreadLocalRandom.current().nextInt(1, most);
        }

        /// Until the server is killed.
        private static void untilItEnds(Runnable step) {
            try {
                while (true) {
                    step.run();
                }
            } catch (RuntimeException | AssertionError e) {
                // the connection ended
            }
        }

        void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
        }

        /// Everything that was accepted up to some order is there, once, and nothing that was accepted behind it.
        void expectBeginning() {
            List<Frame> there = new ArrayList<>();
            for (WireClient writer : writers) {
                there.addAll(history(stage.login(writer.login())));
            }
            List<Long> orders = there.stream().map(m -> m.number("order")).toList();
            assertThat(orders).doesNotHaveDuplicates();
            assertThat(there).extracting(m -> m.number("mid")).doesNotHaveDuplicates();
            long last = orders.stream().mapToLong(order -> order).max().orElse(0);
            List<Long> expected = accepted.stream()
                    .map(answer -> answer.number("order"))
                    .filter(order -> order <= last)
                    .toList();
            assertThat(orders).containsAll(expected);
            System.out.println(orders.size() + " of " + accepted.size() + " late messages are there");

            assertThat(exists(reader)).isTrue();
            List<Boolean> known = users.stream().map(this::exists).toList();
            assertThat(known).isSortedAccordingTo((a, b) -> Boolean.compare(b, a));
        }

        private List<Frame> history(WireClient writer) {
            List<Frame> all = new ArrayList<>();
            long before = Long.MAX_VALUE >> 11;
            Frame page;
            do {
                page = writer.ask(Frame.of("history")
                        .with("peer", reader)
                        .with("before", before)
                        .with("limit", 200));
                all.addAll(page.objects("messages"));
                before = all.isEmpty() ? before : all.getLast().number("order");
            } while (page.flag("more"));
            return all;
        }

        private boolean exists(String address) {
            return stage.backend()
                    .tryCall("userget", Map.of("user", Map.of("address", address)))
                    .flag("result");
        }
    }
}
