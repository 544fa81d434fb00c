package dev.carillon.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which bytes of a file are asked for.
///
/// @param from the first one
/// @param length how many
record Range(long from, long length) {
    private static final Pattern ONE = Pattern.compile("bytes\\s*=\\s*([0-9]*)-([0-9]*)\\s*", Pattern.CASE_INSENSITIVE);

    sealed interface Asked {
        /// All of it: no range, several, or something else, which may all be answered so.
        record Whole() implements Asked {}

        record Part(Range range) implements Asked {}

        record Beyond() implements Asked {}
    }

    static Asked of(@Nullable String header, long size) {
        Matcher one = ONE.matcher(header == null ? "" : header);
        if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
            return new Asked.Whole();
        }
        if (one.group(1).isEmpty()) {
            long count = Math.min(number(one.group(2)), size);
            return count == 0 ? new Asked.Beyond() : new Asked.Part(new Range(size - count, count));
        }
        long from = number(one.group(1));
        long last = one.group(2).isEmpty() ? size - 1 : Math.min(number(one.group(2)), size - 1);
        if (!one.group(2).isEmpty() && number(one.group(2)) < from) {
            return new Asked.Whole();
        }
        return from >= size ? new Asked.Beyond() : new Asked.Part(new Range(from, last - from + 1));
    }

    /// More digits than fit are more bytes than there are.
    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
