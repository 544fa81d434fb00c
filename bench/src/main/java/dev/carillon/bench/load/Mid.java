package dev.carillon.bench.load;

/// Message ids of this load: always 16 digits, which hold the sender and a number, so that answers and deliveries
/// find the message again without a table.
final class Mid {
    /// Senders are below this.
    static final int SENDERS = 100_000;

    private static final long NUMBERS = 10_000_000_000L;
    private static final long SMALLEST = SENDERS * NUMBERS;

    private Mid() {}

    /// With [Text#NUMBER] in place of the number.
    static String of(int sender) {
        return (SENDERS + sender) + Text.NUMBER;
    }

    static int sender(long mid) {
        return (int) ((mid - SMALLEST) / NUMBERS);
    }

    static long number(long mid) {
        return mid % NUMBERS;
    }

    /// False for ids of others.
    static boolean is(long mid) {
        return mid >= SMALLEST && mid < 2 * SMALLEST;
    }
}
