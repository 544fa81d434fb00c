package dev.carillon.e2e;

import static dev.carillon.e2e.harness.Frame.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.WireClient;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// SIGTERM while people and back-ends are busy: everybody gets the answers that are due, hears that it should come
/// back, and nothing is left half done.
class StopTest {
    private static final int SENDERS = 20;
    private static final int AT_ONCE = 4;
    private static final int BACKENDS = 4;
    private static final int ENOUGH = 500;
    private static final long RESTART = 4001;

    /// Messages of one sender by their mid.
    private record Sent(WireClient client, Set<Long> answered, Set<Long> unanswered) {}

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    @Test
    void whatIsAnsweredIsKeptAndWhatIsNotHasNotBeenDone() throws Exception {
        try (var server = ServerProcess.fresh();
                var stage = new Stage(server);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var bobsToken = stage.token("bob", "phone");
            String bob = bobsToken.address();
            List<Sent> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                var sent =
                        new Sent(stage.phone("ana" + i), ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
                senders.add(sent);
                for (int j = 0; j < AT_ONCE; j++) {
                    threads.submit(() -> keepSending(stage, sent, bob));
                }
            }
            String mary = stage.user("mary");
            for (int i = 0; i < BACKENDS; i++) {
                String name = "backend " + i;
                threads.submit(() -> keepCalling(stage, name, mary, bob));
            }
            await().until(() -> answered(senders) > ENOUGH && accepted.size() > BACKENDS);

            assertThat(server.stop()).isZero();
            assertThat(server.log("ERROR")).isEmpty();
            for (Sent sent : senders) {
                var ending = sent.client().awaitEnd();
                assertThat(ending.code()).isEqualTo(RESTART);
                assertThat(ending.bye()).isNotNull();
                assertThat(ending.bye().number("code")).isEqualTo(RESTART);
                assertThat(ending.bye().text("advice")).isEqualTo("retry");
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

            server.start();
            Set<Long> mids = new HashSet<>();
            for (Sent sent : senders) {
                WireClient again = stage.resume(sent.client());
                sent.answered()
                        .forEach(mid -> assertThat(repeated(again, bob, mid))
                                .as("answered, so kept: %d", mid)
                                .isTrue());
                sent.unanswered()
                        .forEach(mid -> assertThat(repeated(again, bob, mid))
                                .as("not answered, so not done: %d", mid)
                                .isFalse());
                mids.addAll(sent.answered());
                mids.addAll(sent.unanswered());
            }
            assertBobHas(stage.login(bobsToken), mids);
        }
    }

    private static long answered(List<Sent> senders) {
        return senders.stream().mapToLong(sent -> sent.answered().size()).sum();
    }

    private static void keepSending(Stage stage, Sent sent, String to) {
        while (true) {
            long mid;
            synchronized (stage) {
                mid = stage.mid();
            }
            sent.unanswered().add(mid);
            try {
                Frame answer = sent.client().request(message(to, mid, "m" + mid));
                if (!answer.t().equals("sent")) {
                    return;
                }
            } catch (AssertionError | UncheckedIOException e) {
                return; // the connection has ended
            }
            sent.answered().add(mid);
            sent.unanswered().remove(mid);
        }
    }

    private void keepCalling(Stage stage, String name, String from, String to) {
        for (int i = 0; ; i++) {
            String text = name + ", " + i;
            try {
                Frame answer = stage.backend()
                        .tryCall("message", Map.of("message", Map.of("from", from, "to", to, "message", text)));
                assertThat(answer.flag("result")).isTrue();
                accepted.add(text);
            } catch (RuntimeException e) {
                return; // 503 with a line of text, or the connection has ended
            }
        }
    }

    private static boolean repeated(WireClient client, String to, long mid) {
        return client.ask(message(to, mid, "m" + mid)).flag("dup");
    }

    private void assertBobHas(WireClient bob, Set<Long> mids) {
        int expected = mids.size() + accepted.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> bob.entries().size() >= expected);
        List<Frame> messages = bob.entries();
        assertThat(messages).extracting(entry -> entry.number("mid")).doesNotHaveDuplicates();
        assertThat(messages).extracting(entry -> entry.number("mid")).containsAll(mids);
        List<String> texts =
                messages.stream().map(entry -> entry.text("content.text")).toList();
        assertThat(texts).containsAll(accepted).doesNotHaveDuplicates();
    }

    @Test
    void readinessEndsBeforeTheServiceDoes() throws Exception {
        try (var server = ServerProcess.fresh(Map.of("CARILLON_STOP_DELAY", "3"));
                var stage = new Stage(server)) {
            stage.user("bob");
            var anasToken = stage.token("ana", "phone");
            assertThat(server.backend().get("/readyz").statusCode()).isEqualTo(200);

            var ended = CompletableFuture.supplyAsync(server::stop);
            await().until(() -> server.backend().get("/readyz").statusCode() == 503);
            HttpResponse<byte[]> alive = server.backend().get("/healthz");
            assertThat(alive.statusCode()).isEqualTo(200);
            WireClient ana = stage.login(anasToken);
            Frame answer = ana.ask(message(stage.address("bob"), stage.mid(), "in time"));
            assertThat(answer.t()).isEqualTo("sent");

            assertThat(ana.awaitEnd().code()).isEqualTo(RESTART);
            assertThat(ended.get(30, TimeUnit.SECONDS)).isZero();
        }
    }
}
