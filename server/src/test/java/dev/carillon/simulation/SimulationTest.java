package dev.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.carillon.accounts.TokenKey;
import dev.carillon.protocol.FrameCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the simulation with many seeds: `-Dsimulation.seconds=…` says for how long, from a first seed that it picks.
/// `-Dsimulation.seed=N` runs that one only. A seed that fails is named, with everything that happened.
class SimulationTest {
    private static final int SECONDS = 10;

    @TempDir
    Path folder;

    private final FrameCodec codec = new FrameCodec();
    private TokenKey key;

    @BeforeEach
    void open() {
        key = TokenKey.open(folder);
    }

    @Test
    void whatever_happens_everybody_gets_what_is_theirs_once_and_in_order() {
        Long only = Long.getLong("simulation.seed");
        if (only != null) {
            run(only);
            return;
        }
        long first = Math.floorMod(System.nanoTime(), 1_000_000_000L) * 1_000;
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("simulation.seconds", SECONDS))
                        .toNanos();
        long seed = first;
        try (var log = new ErrorLog()) {
            for (; seed == first || System.nanoTime() < end; seed++) {
                run(seed, log);
            }
        }
        System.out.println("simulation: " + (seed - first) + " seeds from " + first);
    }

    private void run(long seed) {
        try (var log = new ErrorLog()) {
            run(seed, log);
        }
    }

    private void run(long seed, ErrorLog log) {
        if (failure(new Simulation(seed, false, codec, key), log) == null) {
            return;
        }
        var again = new Simulation(seed, true, codec, key);
        Throwable failure = failure(again, log);
        System.out.println(String.join("\n", again.journal.lines()));
        fail(
                "seed " + seed + ", to be repeated by -Dsimulation.seed=" + seed + ": "
                        + (failure == null ? "failed once, but not again" : failure.getMessage()),
                failure);
    }

    private static @Nullable Throwable failure(Simulation simulation, ErrorLog log) {
        try {
            simulation.run();
            log.assertEmpty();
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        } finally {
            log.clear();
        }
    }

    @Test
    void the_same_seed_is_the_same_run() {
        for (long seed = 1; seed <= 5; seed++) {
            List<String> once = course(seed);
            assertThat(course(seed)).isEqualTo(once).hasSizeGreaterThan(20);
        }
    }

    private List<String> course(long seed) {
        var simulation = new Simulation(seed, true, codec, key);
        simulation.run();
        return simulation.journal.lines();
    }
}
