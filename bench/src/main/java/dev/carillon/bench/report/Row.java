package dev.carillon.bench.report;

import java.util.List;
import java.util.stream.DoubleStream;

/// One row of the table. Its value is the median over those runs that other work on the machine did not disturb;
/// over all runs when it disturbed each.
///
/// @param figure which figure of the runs is the row's value
/// @param missing messages lost, repeated or out of order in all runs together
/// @param note what one must know to read the value
public record Row(Work work, String figure, List<Figures> runs, long missing, String note) {
    public Row {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a row needs a run");
        }
    }

    /// Whether no run was quiet.
    boolean noisy() {
        return runs.stream().allMatch(Figures::isNoisy);
    }

    long noisyRuns() {
        return runs.stream().filter(Figures::isNoisy).count();
    }

    public double median() {
        return median(figure);
    }

    boolean has(String other) {
        return runs.getFirst().has(other);
    }

    /// Of another figure of the same runs.
    double median(String other) {
        double[] sorted = values(other).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least() {
        return values(figure).min().orElseThrow();
    }

    double most() {
        return values(figure).max().orElseThrow();
    }

    private DoubleStream values(String name) {
        boolean all = noisy();
        return runs.stream().filter(run -> all || !run.isNoisy()).mapToDouble(run -> run.number(name));
    }

    /// Whether the target is reached; true when there is none.
    public boolean met() {
        return work.target() == 0 || work.met(median());
    }
}
