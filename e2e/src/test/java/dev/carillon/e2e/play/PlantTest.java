package dev.carillon.e2e.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The judge can fail: leaks of all kinds, put into what the server sends, are found.
class PlantTest {
    private static final int MOST_ROUNDS = 20;
    private final long seed = Long.getLong("play.seed", System.nanoTime());

    @Test
    void everyKindOfLeakIsFound() {
        System.out.println("play.seed=" + seed);
        var plants = new Plants();
        Set<Plants.Kind> found = EnumSet.noneOf(Plants.Kind.class);
        try (var play = new Play(new Play.Setting(seed, 4, 4, 20, 6, Integer.MAX_VALUE), plants)) {
            for (int n = 0; n < MOST_ROUNDS && found.size() < Plants.Kind.values().length; n++) {
                play.round();
                Set<String> shown =
                        play.judge().problems().stream().map(Problem::frame).collect(Collectors.toSet());
                plants.planted().forEach((kind, frames) -> {
                    if (frames.stream().anyMatch(shown::contains)) {
                        found.add(kind);
                    }
                });
            }
            plants.planted().forEach((kind, frames) -> System.out.println(kind + " planted " + frames.size()));
        }

        assertThat(found).containsExactlyInAnyOrder(Plants.Kind.values());
    }
}
