package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.Pulse;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import dev.carillon.e2e.harness.Storm;
import dev.carillon.e2e.harness.StormMachine;
import dev.carillon.e2e.harness.Vitals;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// How long the messages of healthy clients take while a storm goes over the server, in relation to a quiet time before
/// it: the 99th percentile should stay below five times. The storm comes from a process of its own with low priority,
/// which stands for machines elsewhere. Figures, and so no part of the suite:
///
/// `./carillon test -Dtest=StormReport -Dstorm.seconds=10 -Dsurefire.failIfNoSpecifiedTests=false`
class StormReport {
    private static final int MOST = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int seconds = Integer.getInteger("storm.seconds", 10);
    private final boolean stored = Boolean.parseBoolean(System.getProperty("storm.stored", "true"));
    private final String only = System.getProperty("storm.only", "");

    @Test
    void healthyClientsDuringEachStorm() throws IOException {
        try (var server = ServerProcess.fresh("-Xmx256m");
                var stage = new Stage(server);
                var pulse = Pulse.start(stage, 10, 20, stored)) {
            LockSupport.parkNanos(seconds * 1_000_000_000L);
            System.out.printf("%-20s %8s %8s %8s %8s %8s%n", "", "messages", "p50 ms", "p99 ms", "max ms", "p99 ×");
            for (Storm storm : Storm.values()) {
                if (storm.name().contains(only)) {
                    report(storm, server, pulse);
                }
            }
            pulse.stop();
            await().atMost(PATIENCE).until(pulse::isSettled);
            assertThat(pulse.problems()).isEmpty();
        }
    }

    private void report(Storm storm, ServerProcess server, Pulse pulse) throws IOException {
        try (var machine = StormMachine.start(server, storm, many(storm), seconds)) {
            LockSupport.parkNanos(2_000_000_000L);
            pulse.window();
            LockSupport.parkNanos(seconds * 1_000_000_000L);
            Pulse.Window quiet = pulse.window();
            print("quiet", quiet, "");
            double cpu = Vitals.cpuSeconds(server);
            int times = machine.rage();
            cpu = Vitals.cpuSeconds(server) - cpu;
            Pulse.Window during = pulse.window();
            double ratio = during.p99() / quiet.p99();
            String verdict = ratio < MOST ? "good" : "TOO SLOW";
            print(
                    storm.title(),
                    during,
                    String.format(
                            Locale.ROOT,
                            "%8.1f %s; %d × %d, %.0f µs of CPU each",
                            ratio,
                            verdict,
                            times,
                            many(storm),
                            cpu * 1e6 / Math.max(1, times) / many(storm)));
        }
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
