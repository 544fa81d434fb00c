package dev.carillon.bench.load;

/// Finds things in bytes of ASCII.
final class Scan {
    private Scan() {}

    /// Where the pattern begins; −1 when it is not there.
    static int find(byte[] bytes, int from, int end, byte[] pattern) {
        int last = end - pattern.length;
        byte first = pattern[0];
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && matches(bytes, i, pattern)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int at, byte[] pattern) {
        for (int n = 1; n < pattern.length; n++) {
            if (bytes[at + n] != pattern[n]) {
                return false;
            }
        }
        return true;
    }

    /// The decimal number that begins there; 0 when there is none.
    static long number(byte[] bytes, int at, int end) {
        long number = 0;
        for (int i = at; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }
}
