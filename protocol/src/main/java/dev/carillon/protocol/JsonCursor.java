package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A place in JSON that moves on as its caller asks for what it expects there. At the first thing that is not
/// expected, or is not plain, the cursor is [#odd]: for good, and what it returns from then on means nothing. Safe
/// on any bytes: never throws, never reads beyond them.
///
/// Plain is: known names, each once in the whole text; strings without escapes and in valid UTF-8; numbers that are
/// whole, not negative and below 10^18; no null.
final class JsonCursor {
    private static final int MOST_DIGITS = 18;
    private static final char REPLACEMENT = '\uFFFD';

    private final byte[] bytes;
    private final NameTable names;
    private int at;
    private long seen;
    private boolean odd;

    JsonCursor(byte[] bytes, NameTable names) {
        this.bytes = bytes;
        this.names = names;
    }

    boolean odd() {
        return odd;
    }

    void giveUp() {
        odd = true;
    }

    /// Whether no names but these have been met.
    ///
    /// @param bits of [NameTable#bits]
    boolean sawOnly(long bits) {
        return (seen & ~bits) == 0;
    }

    /// Whether nothing but white space is left.
    boolean atEnd() {
        skipSpace();
        return at == bytes.length;
    }

    // --- structure

    /// The name of the first member of an object; null when it has none, or at something odd.
    @Nullable
    String firstName() {
        expect('{');
        return odd || accept('}') ? null : name();
    }

    /// The name of the next member; null behind the last, or at something odd.
    @Nullable
    String nextName() {
        if (odd || accept('}')) {
            return null;
        }
        expect(',');
        return name();
    }

    /// Whether an array has a first value.
    boolean firstValue() {
        expect('[');
        return !odd && !accept(']');
    }

    boolean nextValue() {
        if (odd || accept(']')) {
            return false;
        }
        expect(',');
        return !odd;
    }

    private @Nullable String name() {
        int name = known();
        expect(':');
        if (name < 0 || (seen & 1L << name) != 0) {
            odd = true;
        }
        if (odd) {
            return null;
        }
        seen |= 1L << name;
        return names.name(name);
    }

    // --- values

    /// @param most the greatest value that is plain
    long number(long most) {
        skipSpace();
        int from = at;
        long value = 0;
        for (; at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && at - from < MOST_DIGITS; at++) {
            value = value * 10 + bytes[at] - '0';
        }
        boolean zeroInFront = at - from > 1 && bytes[from] == '0';
        if (at == from || zeroInFront || value > most) {
            odd = true;
        }
        return value;
    }

    boolean bool() {
        skipSpace();
        boolean value = at < bytes.length && bytes[at] == 't';
        String word = value ? "true" : "false";
        for (int i = 0; i < word.length(); i++) {
            take(word.charAt(i));
        }
        return value;
    }

    /// A string that is one of the known names, or else null.
    @Nullable
    String word() {
        int word = known();
        return odd || word < 0 ? null : names.name(word);
    }

    String text() {
        expect('"');
        int from = at;
        skipPlain();
        int ascii = at;
        while (at < bytes.length && bytes[at] < 0) {
            at++;
            skipPlain();
        }
        int to = at;
        take('"');
        if (odd) {
            return "";
        }
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (ascii < to && text.indexOf(REPLACEMENT) >= 0) {
            odd = true; // it may stand for bytes that were not UTF-8
        }
        return text;
    }

    /// Base64 with all its padding.
    byte[] binary() {
        expect('"');
        int from = at;
        skipPlain();
        int to = at;
        take('"');
        if (odd || (to - from) % 4 != 0) {
            odd = true;
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOfRange(bytes, from, to));
        } catch (IllegalArgumentException e) {
            odd = true;
            return new byte[0];
        }
    }

    private int known() {
        expect('"');
        int from = at;
        skipPlain();
        int name = names.find(bytes, from, at);
        take('"');
        return name;
    }

    // --- bytes

    /// The next byte but for white space has to be this one.
    private void expect(char c) {
        skipSpace();
        take(c);
    }

    /// The next byte has to be this one.
    private void take(char c) {
        if (at < bytes.length && bytes[at] == c) {
            at++;
        } else {
            odd = true;
        }
    }

    /// Moves over this byte, if it is next but for white space.
    private boolean accept(char c) {
        skipSpace();
        boolean there = at < bytes.length && bytes[at] == c;
        at += there ? 1 : 0;
        return there;
    }

    private void skipPlain() {
        at = PlainText.end(bytes, at, bytes.length);
    }

    private void skipSpace() {
        while (at < bytes.length && bytes[at] <= ' ' && isSpace(bytes[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
