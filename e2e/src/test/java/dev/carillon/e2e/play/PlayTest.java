package dev.carillon.e2e.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Honest and hostile clients do at random whatever the protocol allows and what it does not, in two apps on one
/// server that is stopped and killed meanwhile. Whatever they are shown, they may see.
///
/// `-Dplay.minutes=30` is the long form; `-Dplay.seed=N` repeats what each player chooses, though not how the choices
/// of several players meet.
class PlayTest {
    private static final int SHORT_ROUNDS = 5;

    private final long seed = Long.getLong("play.seed", System.nanoTime());
    private final int minutes = Integer.getInteger("play.minutes", 0);

    @Test
    void nobodySeesWhatOneMayNotSee() {
        System.out.println("play.seed=" + seed + " play.minutes=" + minutes);
        boolean isLong = minutes > 0;
        var setting = isLong ? new Play.Setting(seed, 14, 14, 40, 10, 5) : new Play.Setting(seed, 6, 6, 25, 6, 3);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        try (var play = new Play(setting, Tap.OPEN)) {
            for (int n = 0; isLong ? System.nanoTime() < end : n < SHORT_ROUNDS; n++) {
                play.round();
            }
            System.out.println(play.judge().seen());

            assertThat(play.judge().problems())
                    .as(() -> play.judge().problems().stream()
                            .map(Problem::toString)
                            .collect(Collectors.joining(System.lineSeparator(), "seed " + seed + ": ", "")))
                    .isEmpty();
        }
    }
}
