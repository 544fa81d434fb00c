package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;

/// Text as the inside of a JSON string in UTF-8, char by char, for what is not [PlainText]. Quote, backslash and
/// controls are escaped, and so is half of a surrogate pair, for which UTF-8 has no form: any text can be written.
final class EscapedText {
    /// What becomes of one char at most: a backslash, `u` and four digits.
    static final int MOST_PER_CHAR = 6;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private EscapedText() {}

    /// Writes the text from `from` on into bytes that have room for it, at `start`. Returns where it ends there.
    static int write(String text, int from, byte[] to, int start) {
        int at = start;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (PlainText.isPlain(c)) {
                to[at++] = (byte) c;
            } else if (c < 0x80) {
                at = escape(c, to, at);
            } else if (!Character.isSurrogate(c)) {
                at = utf8(c, to, at);
            } else if (Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                at = utf8(text.codePointAt(i++), to, at);
            } else {
                at = unicode(c, to, at);
            }
        }
        return at;
    }

    private static int escape(char c, byte[] to, int at) {
        return switch (c) {
            case '\b' -> escaped('b', to, at);
            case '\t' -> escaped('t', to, at);
            case '\n' -> escaped('n', to, at);
            case '\f' -> escaped('f', to, at);
            case '\r' -> escaped('r', to, at);
            case '"', '\\' -> escaped(c, to, at);
            default -> unicode(c, to, at);
        };
    }

    private static int escaped(char mark, byte[] to, int at) {
        to[at] = '\\';
        to[at + 1] = (byte) mark;
        return at + 2;
    }

    private static int unicode(char c, byte[] to, int start) {
        int at = escaped('u', to, start);
        for (int shift = 12; shift >= 0; shift -= 4) {
            to[at++] = HEX[(c >> shift) & 0xF];
        }
        return at;
    }

    private static int utf8(int point, byte[] to, int start) {
        int at = start;
        if (point < 0x800) {
            to[at++] = (byte) (0xC0 | (point >> 6));
        } else if (point < 0x1_0000) {
            to[at++] = (byte) (0xE0 | (point >> 12));
            to[at++] = following(point >> 6);
        } else {
            to[at++] = (byte) (0xF0 | (point >> 18));
            to[at++] = following(point >> 12);
            to[at++] = following(point >> 6);
        }
        to[at++] = following(point);
        return at;
    }

    private static byte following(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
