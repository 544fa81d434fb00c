package dev.carillon.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void theValueIsTheMedianOfTheRunsThatNothingDisturbed() {
        Row row = row(List.of(run(10, false), run(1_000, true), run(30, false), run(20, false)));
        assertThat(row.median()).isEqualTo(20);
        assertThat(row.least()).isEqualTo(10);
        assertThat(row.most()).isEqualTo(30);
        assertThat(row.noisy()).isFalse();
        assertThat(row.noisyRuns()).isEqualTo(1);
    }

    @Test
    void whenEveryRunWasDisturbedAllCountAndTheRowSaysSo() {
        Row row = row(List.of(run(10, true), run(30, true)));
        assertThat(row.median()).isEqualTo(20);
        assertThat(row.noisy()).isTrue();
    }

    @Test
    void moreIsBetterForRatesAndLessForTimes() {
        List<Figures> runs = new ArrayList<>(List.of(run(100_000, false)));
        assertThat(new Row(Work.DURABLE, "x", runs, 0, "").met()).isTrue();
        assertThat(new Row(Work.GROUP_DURABLE, "x", runs, 0, "").met()).isFalse();
        assertThat(new Row(Work.STEADY_P99, "x", List.of(run(0.6, false)), 0, "").met())
                .isTrue();
        assertThat(new Row(Work.STEADY_P99, "x", List.of(run(0.61, false)), 0, "").met())
                .isFalse();
    }

    private static Row row(List<Figures> runs) {
        return new Row(Work.DURABLE, "x", runs, 0, "");
    }

    private static Figures run(double value, boolean noisy) {
        return new Figures().put("x", value).noisy(noisy);
    }
}
