package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.report.Plot;
import dev.carillon.bench.report.Series;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {
    @Test
    void theSmallestFormMeasuresEverySizeAndLosesNothing() {
        var growth = new Growth(Growth.Effort.SMALLEST);
        Series connections = growth.connections();
        Series groups = growth.groups();
        Series stored = growth.stored();
        assertThat(growth.missing()).isZero();
        assertThat(List.of(connections, groups, stored))
                .allSatisfy(series -> assertThat(series.points()).hasSize(2));
        assertThat(Plot.page(GrowthCommand.plots(connections, groups, stored))).contains("stored messages");
    }
}
