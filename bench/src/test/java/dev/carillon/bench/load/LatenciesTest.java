package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void saysWithinWhatTimeAPartStayed() {
        var latencies = new Latencies();
        for (int micros = 1; micros <= 1_000_000; micros++) {
            latencies.add(micros * 1_000L);
        }
        assertThat(latencies.total()).isEqualTo(1_000_000);
        for (double part : new double[] {0.001, 0.5, 0.99, 1}) {
            assertThat(latencies.millis(part)).as("%s", part).isCloseTo(part * 1_000, withinPercentage(1.7));
        }
    }

    @Test
    void holdsAnyTime() {
        var latencies = new Latencies();
        latencies.add(0);
        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.total()).isEqualTo(2);
        assertThat(latencies.millis(0.5)).isLessThan(0.001);
        assertThat(new Latencies().millis(0.5)).isZero();
    }
}
