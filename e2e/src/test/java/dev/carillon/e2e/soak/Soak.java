package dev.carillon.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.Vitals;
import dev.carillon.e2e.harness.WireClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Some dozens of users do everything that users do, for as long as one likes; what the server holds is looked at again
/// and again, and must be the same in the last quarter of the time as in the second. No part of the suite:
///
/// `./carillon test -Dtest=Soak -Dsoak.minutes=20 -Dsoak.rate=250 -Dsurefire.failIfNoSpecifiedTests=false`
class Soak {
    private static final int MOST_SAMPLES = 40;
    private static final int FEWEST_SECONDS = 5;
    private static final int GROUP = 20;

    private final double minutes = Double.parseDouble(System.getProperty("soak.minutes", "20"));
    private final int users = Integer.getInteger("soak.users", 60);
    private final double rate = Double.parseDouble(System.getProperty("soak.rate", "250"));
    private final int megabytes = Integer.getInteger("soak.megabytes", 400);
    private final long seed = Long.getLong("soak.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatTheServerHoldsStaysTheSame() throws InterruptedException {
        System.out.printf("soak.minutes=%s soak.users=%d soak.rate=%s soak.seed=%d%n", minutes, users, rate, seed);
        var ledger = new Ledger();
        // a heap that is all there from the beginning: what grows beyond it is something else
        try (var server = ServerProcess.fresh("-Xms160m", "-Xmx160m", "-XX:+AlwaysPreTouch");
                var stage = new Stage(server)) {
            fill(stage);
            long begin = System.nanoTime();
            long end = begin + (long) (minutes * 60e9);
            List<Person> people = people(stage, ledger, () -> System.nanoTime() < end);
            List<Thread> threads =
                    people.stream().map(Thread::startVirtualThread).toList();
            var record = new Record();
            int samples = (int) Math.clamp((long) (minutes * 60 / FEWEST_SECONDS), 4, MOST_SAMPLES);
            for (int i = 1; i <= samples; i++) {
                LockSupport.parkNanos(begin + (end - begin) * i / samples - System.nanoTime());
                record.add((System.nanoTime() - begin) / 1e9, Vitals.of(server));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            ledger.done().forEach((what, count) -> System.out.println(count + "  " + what));
            record.print();
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                people.forEach(Person::comeToRest);
                assertThat(ledger.missing()).isEmpty();
            });
            people.forEach(Person::leave);

            assertThat(ledger.problems()).isEmpty();
            assertThat(server.log("ERROR")).isEmpty();
            assertThat(record.grown()).isEmpty();
        }
    }

    /// The store has bounds for what it keeps in memory, and reaches them only when it has written and read a lot.
    private void fill(Stage stage) {
        WireClient writer = stage.phone("fills");
        String reader = stage.user("full");
        for (int n = 0; n < megabytes * 20; n++) {
            writer.ask(Frame.message(reader, stage.mid(), noise()));
        }
        Frame page = Frame.of("history").with("peer", reader).with("limit", 100);
        for (Frame answer = writer.ask(page); answer.flag("more"); ) {
            long before = answer.objects("messages").getLast().number("order");
            answer = writer.ask(page.with("before", before));
        }
    }

    /// 50 kB that cannot be compressed.
    private String noise() {
        byte[] noise = new byte[37_500];
        random.nextBytes(noise);
        return Base64.getEncoder().encodeToString(noise);
    }

    /// In groups, each with everybody else of the group as friends.
    private List<Person> people(Stage stage, Ledger ledger, BooleanSupplier goesOn) {
        var setting = new Person.Setting(seed, rate / users, goesOn);
        List<String> all =
                IntStream.range(0, users).mapToObj(i -> stage.user("p" + i)).toList();
        var people = new ArrayList<Person>();
        for (int first = 0; first < users; first += GROUP) {
            List<String> members = all.subList(first, Math.min(users, first + GROUP));
            long gid = stage.backend().addGroup("Group " + first, members);
            for (int i = 0; i < members.size(); i++) {
                var friends = new ArrayList<>(members);
                friends.remove(i);
                people.add(new Person(stage, ledger, setting, first + i, friends, gid));
            }
        }
        return people;
    }
}
