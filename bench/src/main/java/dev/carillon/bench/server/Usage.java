package dev.carillon.bench.server;

/// CPU that was used within a time.
///
/// @param seconds how long that was
/// @param server µs of the server
/// @param client µs of this process, the load generator
/// @param other µs of everything else on the machine; the kernel's own work is in it, so it can be a few per cent
public record Usage(double seconds, double server, double client, double other) {
    /// Above so much of a core, other work has disturbed the measurement.
    private static final double QUIET_PERCENT = 20;

    /// Of one core.
    public double serverPercent() {
        return percent(server);
    }

    public double clientPercent() {
        return percent(client);
    }

    public double otherPercent() {
        return percent(other);
    }

    public boolean noisy() {
        return otherPercent() > QUIET_PERCENT;
    }

    private double percent(double micros) {
        return micros / seconds / 10_000;
    }
}
