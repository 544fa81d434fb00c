package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;

/// Finds the `id` of an object that could not be read as a frame, so that its sender can still match the error. Keeps
/// nothing of what stands before it, so that may be as deep and as large as it likes.
final class RequestId {
    /// More digits than a number below 2^53 has.
    private static final int LONGEST = 17;

    private final byte[] json;
    private int at;

    private RequestId(byte[] json) {
        this.json = json;
    }

    /// 0 when there is none.
    static long of(byte[] json) {
        return new RequestId(json).find();
    }

    private long find() {
        int depth = 0;
        while (at < json.length) {
            byte b = json[at++];
            switch (b) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    int start = at;
                    skipString();
                    if (depth == 1 && isId(start) && isName()) {
                        return number();
                    }
                }
                default -> {}
            }
        }
        return 0;
    }

    private void skipString() {
        while (at < json.length && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private boolean isId(int start) {
        return at - start == 3 && json[start] == 'i' && json[start + 1] == 'd';
    }

    private boolean isName() {
        skipBlanks();
        return at < json.length && json[at++] == ':';
    }

    private void skipBlanks() {
        while (at < json.length && isBlank(json[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }

    private long number() {
        skipBlanks();
        int start = at;
        if (at < json.length && json[at] == '-') {
            at++;
        }
        int digits = at;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        boolean whole = at < json.length && (isBlank(json[at]) || json[at] == ',' || json[at] == '}');
        return whole && at > digits && at - start <= LONGEST
                ? Long.parseLong(new String(json, start, at - start, StandardCharsets.US_ASCII))
                : 0;
    }
}
