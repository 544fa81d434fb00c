package dev.carillon.bench.load;

/// Times in nanoseconds, counted in buckets at most 1.6 % wide.
public final class Latencies {
    private static final int FINE_BITS = 6;
    private static final int FINE = 1 << FINE_BITS;

    private final long[] counts = new long[FINE * 64];
    private long total;

    void add(long nanos) {
        counts[bucket(Math.max(1, nanos))]++;
        total++;
    }

    private static int bucket(long nanos) {
        int exponent = Math.max(0, 63 - Long.numberOfLeadingZeros(nanos) - FINE_BITS);
        return exponent * FINE + (int) (nanos >> exponent);
    }

    private static long upper(int bucket) {
        int exponent = Math.max(0, bucket / FINE - 1);
        return (long) (bucket - exponent * FINE + 1) << exponent;
    }

    public long total() {
        return total;
    }

    /// Milliseconds within which that part of all stayed; 0 when there were none.
    public double millis(double part) {
        long wanted = (long) Math.ceil(total * part);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return upper(i) / 1e6;
            }
        }
        return 0;
    }
}
