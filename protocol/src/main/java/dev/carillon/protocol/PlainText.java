package dev.carillon.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds how far text may be copied as it is: what is itself both in UTF-8 and in a JSON string, which is ASCII
/// without controls, quote and backslash.
final class PlainText {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = ONES << 7;

    private PlainText() {}

    /// Goes eight bytes at a time. Returns the place of the first byte from `from` on that is not plain; `to` if
    /// all before it are.
    static int end(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long marks = marks((long) WORDS.get(bytes, at));
            if (marks != 0) {
                return at + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            }
        }
        while (at < to && isPlain(bytes[at])) {
            at++;
        }
        return at;
    }

    /// Copies the plain beginning of a text into bytes that have room for the text, at `at`. Returns how long it
    /// is.
    static int copy(String text, byte[] to, int at) {
        int most = text.length();
        for (int i = 0; i < most; i++) {
            char c = text.charAt(i);
            if (!isPlain(c)) {
                return i;
            }
            to[at + i] = (byte) c;
        }
        return most;
    }

    static boolean isPlain(int c) {
        return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
    }

    /// The top bit of a byte is set where the byte is not plain; above the lowest of them also where it is.
    private static long marks(long word) {
        long controls = (word - ONES * ' ') & ~word;
        return (word | controls | zeros(word ^ ONES * '"') | zeros(word ^ ONES * '\\')) & TOPS;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word;
    }
}
