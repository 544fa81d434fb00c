package dev.carillon.metrics;

import java.util.concurrent.atomic.LongAdder;

/// How often values of which size came. Recording takes some ten nanoseconds, allocates nothing and never waits.
public final class Histogram {
    private static final long[] TIMES = {
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        1_000_000_000,
        2_500_000_000L,
        5_000_000_000L
    };

    private static final long[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384};

    private final long[] bounds;
    private final double unit;
    /// One more than there are bounds: the last one is for what is above all of them.
    private final LongAdder[] counts;

    private final LongAdder sum = new LongAdder();

    private Histogram(long[] bounds, double unit) {
        this.bounds = bounds;
        this.unit = unit;
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /// Recorded in nanoseconds, shown in seconds; from 50 µs to 5 s.
    public static Histogram ofTimes() {
        return new Histogram(TIMES, 1e9);
    }

    /// Of whole numbers; powers of two up to 16,384.
    public static Histogram ofSizes() {
        return new Histogram(SIZES, 1);
    }

    public void record(long value) {
        int i = 0;
        while (i < bounds.length && value > bounds[i]) {
            i++;
        }
        counts[i].increment();
        sum.add(value);
    }

    /// The values recorded so far. Those recorded meanwhile may be in it or not.
    ///
    /// @param bounds upper bounds, inclusive, ascending
    /// @param counts how many values lie up to each bound and above the one before; the last one is for the rest
    /// @param unit by which bounds and sum are divided to be shown
    public record Snapshot(long[] bounds, long[] counts, long sum, double unit) {}

    public Snapshot snapshot() {
        long[] now = new long[counts.length];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts[i].sum();
        }
        return new Snapshot(bounds, now, sum.sum(), unit);
    }
}
