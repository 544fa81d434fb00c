package dev.carillon.bench.load;

/// An even rate: when each message should leave, whatever became of those before. Latencies that count from there
/// leave nothing out when the server, or this generator, falls behind.
final class Schedule {
    private final double gap;
    private final long start;
    private long taken;

    /// @param perSecond above 0
    Schedule(double perSecond, long start) {
        this.gap = 1e9 / perSecond;
        this.start = start;
    }

    /// When the next message should leave.
    long next() {
        return start + Math.round(taken * gap);
    }

    void take() {
        taken++;
    }
}
