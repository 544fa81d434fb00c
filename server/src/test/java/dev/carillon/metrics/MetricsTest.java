package dev.carillon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void showsEachFamilyOnceWithItsSeries() {
        var level = new AtomicLong(7);
        metrics.gauge("tank_level", "How full", level::get);
        Counter north = metrics.counter("drops_total", "Drops", "side", "north");
        metrics.counter("drops_total", "Drops", "side", "a \"b\" \\ c");
        metrics.sum("busy_seconds_total", "Time", () -> 0.25);
        north.increment();
        north.add(4);
        level.set(9);
        assertThat(metrics.page()).isEqualTo("""
                # HELP busy_seconds_total Time
                # TYPE busy_seconds_total counter
                busy_seconds_total 0.25
                # HELP drops_total Drops
                # TYPE drops_total counter
                drops_total{side="north"} 5
                drops_total{side="a \\"b\\" \\\\ c"} 0
                # HELP tank_level How full
                # TYPE tank_level gauge
                tank_level 9
                """);
    }

    @Test
    void bucketsHoldWhatLiesUpToTheirBound() {
        Histogram sizes = metrics.sizes("batch", "Sizes", "of", "writes");
        sizes.record(1);
        sizes.record(2);
        sizes.record(3);
        sizes.record(16_384);
        sizes.record(16_385);
        assertThat(metrics.page())
                .contains(
                        "batch_bucket{of=\"writes\",le=\"1\"} 1\n",
                        "batch_bucket{of=\"writes\",le=\"2\"} 2\n",
                        "batch_bucket{of=\"writes\",le=\"4\"} 3\n",
                        "batch_bucket{of=\"writes\",le=\"8192\"} 3\n",
                        "batch_bucket{of=\"writes\",le=\"16384\"} 4\n",
                        "batch_bucket{of=\"writes\",le=\"+Inf\"} 5\n",
                        "batch_sum{of=\"writes\"} 32775\n",
                        "batch_count{of=\"writes\"} 5\n");
    }

    @Test
    void timesAreRecordedInNanosecondsAndShownInSeconds() {
        Histogram times = metrics.times("took_seconds", "Time");
        times.record(50_000);
        times.record(1_500_000);
        assertThat(metrics.page())
                .contains(
                        "took_seconds_bucket{le=\"5.0E-5\"} 1\n",
                        "took_seconds_bucket{le=\"0.001\"} 1\n",
                        "took_seconds_bucket{le=\"0.0025\"} 2\n",
                        "took_seconds_sum 0.00155\n");
    }

    @Test
    void whatWouldMakeThePageAmbiguousIsRefused() {
        metrics.counter("drops_total", "Drops", "side", "north");
        assertThatThrownBy(() -> metrics.counter("drops_total", "Drops", "side", "north"))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> metrics.counter("drops_total", "Others", "side", "south"))
                .hasMessageContaining("one meaning");
        assertThatThrownBy(() -> metrics.gauge("drops_total", "Drops", () -> 0)).hasMessageContaining("one type");
        assertThatThrownBy(() -> metrics.counter("drops", "Drops")).hasMessageContaining("_total");
        assertThatThrownBy(() -> metrics.gauge("Drops", "Drops", () -> 0)).hasMessageContaining("not a name");
        assertThatThrownBy(() -> metrics.gauge("level", "Level", () -> 0, "side"))
                .hasMessageContaining("without a value");
    }
}
