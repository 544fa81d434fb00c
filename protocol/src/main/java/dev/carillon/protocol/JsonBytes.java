package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// JSON as it is written, in UTF-8, byte for byte as Jackson writes it. The caller opens and closes what it nests;
/// commas
/// come by themselves. Any text can be written: what UTF-8 has no form for, half of a surrogate pair, is escaped.
/// Grows as needed; for one thread.
final class JsonBytes {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /// What escaping can make of one char: a backslash, `u` and four digits.
    private static final int MOST_PER_CHAR = 6;

    private byte[] bytes;
    private int length;

    /// @param expected bytes; with more the buffer has to grow
    JsonBytes(int expected) {
        bytes = new byte[expected];
    }

    byte[] finish() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    // --- structure

    /// A brace or bracket that opens.
    JsonBytes open(char bracket) {
        separate();
        bytes[length++] = (byte) bracket;
        return this;
    }

    JsonBytes close(char bracket) {
        reserve(1);
        bytes[length++] = (byte) bracket;
        return this;
    }

    /// @param name of a member, plain ASCII
    JsonBytes name(String name) {
        separate();
        reserve(name.length() + 3);
        bytes[length++] = '"';
        ascii(name);
        bytes[length++] = '"';
        bytes[length++] = ':';
        return this;
    }

    /// A comma, but for the first in an object or array and for the value of a member; and room for one byte.
    private void separate() {
        reserve(2);
        byte last = length == 0 ? (byte) '{' : bytes[length - 1];
        if (last != '{' && last != '[' && last != ':') {
            bytes[length++] = ',';
        }
    }

    // --- members that are left out when they have their default

    void unlessZero(String name, long value) {
        if (value != 0) {
            number(name, value);
        }
    }

    void ifTrue(String name, boolean value) {
        if (value) {
            bool(name, true);
        }
    }

    void unlessEmpty(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text(name, value);
        }
    }

    void ifPresent(String name, @Nullable String value) {
        if (value != null) {
            text(name, value);
        }
    }

    void ifPresent(String name, @Nullable Number value) {
        if (value instanceof Double real) {
            // names of what is no number are quoted
            name(name)
                    .raw((Double.isFinite(real) ? real.toString() : "\"" + real + "\"")
                            .getBytes(StandardCharsets.US_ASCII));
        } else if (value != null) {
            number(name, value.longValue());
        }
    }

    void ifPresent(String name, byte @Nullable [] value) {
        if (value != null) {
            name(name).quote().raw(Base64.getEncoder().encode(value)).quote();
        }
    }

    // --- members that are always there

    void number(String name, long value) {
        name(name).number(value);
    }

    void bool(String name, boolean value) {
        name(name);
        reserve(5);
        ascii(value ? "true" : "false");
    }

    void text(String name, String value) {
        name(name).text(value);
    }

    // --- values

    /// JSON that is encoded already.
    JsonBytes raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    private JsonBytes quote() {
        reserve(1);
        bytes[length++] = '"';
        return this;
    }

    private void number(long value) {
        reserve(20);
        if (value < 0) {
            ascii(Long.toString(value));
            return;
        }
        int end = length + digits(value);
        int at = end;
        long left = value;
        do {
            bytes[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left != 0);
        length = end;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }

    private void text(String text) {
        reserve(text.length() + 2);
        bytes[length++] = '"';
        int plain = plain(text);
        if (plain < text.length()) {
            escaped(text, plain);
        }
        quote();
    }

    /// Copies the beginning that needs no care, and returns how long it is.
    private int plain(String text) {
        int i = 0;
        int most = text.length();
        byte[] to = bytes;
        int at = length;
        for (; i < most; i++) {
            char c = text.charAt(i);
            if (!PlainText.isPlain(c)) {
                break;
            }
            to[at + i] = (byte) c;
        }
        length = at + i;
        return i;
    }

    private void escaped(String text, int from) {
        reserve(Math.multiplyExact(text.length() - from, MOST_PER_CHAR) + 1);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (PlainText.isPlain(c)) {
                bytes[length++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (!Character.isSurrogate(c)) {
                utf8(c);
            } else if (Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                utf8(text.codePointAt(i++));
            } else {
                unicode(c);
            }
        }
    }

    private void escape(char c) {
        char mark = switch (c) {
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            case '"', '\\' -> c;
            default -> 0;
        };
        if (c == 0x7F) {
            bytes[length++] = (byte) c;
        } else if (mark == 0) {
            unicode(c);
        } else {
            bytes[length++] = '\\';
            bytes[length++] = (byte) mark;
        }
    }

    private void unicode(char c) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[c >> shift & 0xF];
        }
    }

    private void utf8(int point) {
        if (point < 0x800) {
            bytes[length++] = (byte) (0xC0 | (point >> 6));
        } else if (point < 0x1_0000) {
            bytes[length++] = (byte) (0xE0 | (point >> 12));
            following(point >> 6);
        } else {
            bytes[length++] = (byte) (0xF0 | (point >> 18));
            following(point >> 12);
            following(point >> 6);
        }
        following(point);
    }

    private void following(int bits) {
        bytes[length++] = (byte) (0x80 | (bits & 0x3F));
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
