package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// JSON as it is written, in UTF-8, byte for byte as Jackson writes it. The caller opens and closes what it nests;
/// commas come by themselves. Any text can be written: what UTF-8 has no form for, half of a surrogate pair, is
/// escaped. Grows as needed; for one thread.
final class JsonBytes {
    private static final int MOST_PER_NUMBER = 20;

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
        if (value != null) {
            number(name, value.longValue());
        }
    }

    /// What is no number is written as a string, "NaN" and the like.
    void ifPresent(String name, @Nullable Double value) {
        if (value != null && Double.isFinite(value)) {
            name(name).raw(value.toString().getBytes(StandardCharsets.US_ASCII));
        } else if (value != null) {
            text(name, value.toString());
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
        reserve(MOST_PER_NUMBER);
        if (value < 0) {
            ascii(Long.toString(value));
        } else {
            digits(value);
        }
    }

    private void digits(long value) {
        int end = length + count(value);
        byte[] to = bytes;
        int at = end;
        long left = value;
        for (; left >= 100; left /= 100) {
            int pair = (int) (left % 100);
            to[--at] = (byte) ('0' + pair % 10);
            to[--at] = (byte) ('0' + pair / 10);
        }
        if (left >= 10) {
            to[--at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        to[--at] = (byte) ('0' + left);
        length = end;
    }

    private static int count(long value) {
        int digits = 1;
        for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }

    private void text(String text) {
        reserve(text.length() + 2);
        bytes[length++] = '"';
        int plain = PlainText.copy(text, bytes, length);
        length += plain;
        int left = text.length() - plain;
        if (left > 0) {
            reserve(Math.multiplyExact(left, EscapedText.MOST_PER_CHAR));
            length = EscapedText.write(text, plain, bytes, length);
        }
        quote();
    }

    private void ascii(String text) {
        byte[] to = bytes;
        int at = length;
        for (int i = 0; i < text.length(); i++) {
            to[at + i] = (byte) text.charAt(i);
        }
        length = at + text.length();
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
