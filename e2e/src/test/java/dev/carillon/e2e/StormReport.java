package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Pulse;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.Storm;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// How long the messages of healthy clients take while a storm goes over the server, in relation to a quiet time before
/// it: the 99th percentile should stay below five times. Figures, and so no part of the suite:
///
/// `./carillon test -Dtest=StormReport -Dstorm.seconds=10 -Dsurefire.failIfNoSpecifiedTests=false`
class StormReport {
    private static final int MOST = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int seconds = Integer.getInteger("storm.seconds", 10);
    private final String only = System.getProperty("storm.only", "");

    @Test
    void healthyClientsDuringEachStorm() throws IOException {
        try (var server = ServerProcess.fresh("-Xmx256m");
                var stage = new Stage(server);
                var pulse = Pulse.start(stage, 10, 20)) {
            warmUp(stage, pulse);
            System.out.printf("%-20s %8s %8s %8s %8s %8s%n", "", "messages", "p50 ms", "p99 ms", "max ms", "p99 ×");
            for (Storm storm : Storm.values()) {
                if (storm.name().contains(only)) {
                    report(storm, stage, pulse);
                }
            }
            pulse.stop();
            await().atMost(PATIENCE).until(pulse::isSettled);
            assertThat(pulse.problems()).isEmpty();
        }
    }

    /// Each once: code is compiled, and memory has its size.
    private void warmUp(Stage stage, Pulse pulse) throws IOException {
        for (Storm storm : Storm.values()) {
            if (storm.name().contains(only)) {
                storm.rage(stage, 1_000);
            }
        }
        LockSupport.parkNanos(seconds * 1_000_000_000L);
        pulse.window();
    }

    private void report(Storm storm, Stage stage, Pulse pulse) throws IOException {
        LockSupport.parkNanos(2_000_000_000L);
        pulse.window();
        LockSupport.parkNanos(seconds * 1_000_000_000L);
        Pulse.Window quiet = pulse.window();
        print("quiet", quiet, "");
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        int storms = 0;
        while (System.nanoTime() < end) {
            storm.rage(stage, many(storm));
            storms++;
            // at least as long as it takes to recover
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(100_000_000));
        }
        Pulse.Window during = pulse.window();
        double ratio = during.p99() / quiet.p99();
        print(
                storm.title(),
                during,
                String.format(
                        Locale.ROOT,
                        "%.1f %s, %d × %d",
                        ratio,
                        ratio < MOST ? "good" : "TOO SLOW",
                        storms,
                        many(storm)));
    }

    private static int many(Storm storm) {
        return switch (storm) {
            case CONNECTIONS -> (int) Math.min(10_000, ServerProcess.descriptors() / 2);
            case HANDSHAKES, LOGINS, TOO_LARGE, SLOW_READERS -> 1_000;
            case HALF_OPEN -> 2_000;
        };
    }

    private static void print(String what, Pulse.Window window, String verdict) {
        System.out.printf(
                Locale.ROOT,
                "%-20s %8d %8.2f %8.2f %8.2f %s%n",
                what,
                window.messages(),
                window.p50(),
                window.p99(),
                window.most(),
                verdict);
    }
}
