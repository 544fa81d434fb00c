package dev.carillon.files;

import dev.carillon.gateway.FormPart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads `multipart/form-data` as it arrives, part by part, in 64 KiB of memory whatever its size. One thread.
final class MultipartParts {
    private static final int BUFFER = 64 << 10;
    private static final int HEAD_BYTES = 8_192;
    private static final int PREAMBLE_BYTES = 8_192;
    private static final int MOST_PARTS = 50;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private int parts;
    private boolean inPart = true;

    /// The bytes are no such form, or the client has gone.
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    MultipartParts(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // the first delimiter may stand at the very beginning, without a line end before it
        buffer[0] = '\r';
        buffer[1] = '\n';
        to = 2;
    }

    /// The next part, whose bytes [#read] gives then; null after the last one. What was not read is passed over.
    @Nullable
    FormPart next() throws IOException {
        skip(parts == 0 ? PREAMBLE_BYTES : Long.MAX_VALUE);
        if (isLast()) {
            drain();
            return null;
        }
        if (!line(16).isBlank()) {
            throw new Malformed("a boundary is followed by something else");
        }
        if (++parts > MOST_PARTS) {
            throw new Malformed("the form has more than " + MOST_PARTS + " parts");
        }
        FormPart part = head();
        inPart = true;
        return part;
    }

    /// The last boundary is followed by two dashes, and by anything or nothing.
    private boolean isLast() throws IOException {
        while (to - from < 2) {
            fill();
        }
        return buffer[from] == '-' && buffer[from + 1] == '-';
    }

    private FormPart head() throws IOException {
        var head = new StringBuilder();
        int left = HEAD_BYTES;
        for (String line = line(left); !line.isEmpty(); line = line(left)) {
            left -= line.length() + 2;
            head.append(line).append("\r\n");
        }
        FormPart part = FormPart.of(head.toString());
        if (part.name() == null) {
            throw new Malformed("a part has no name");
        }
        return part;
    }

    /// Bytes of the present part; −1 at its end.
    int read(byte[] into, int at, int length) throws IOException {
        while (inPart) {
            int found = indexOfDelimiter();
            int there = found >= 0 ? found - from : to - from - (delimiter.length - 1);
            if (there > 0) {
                int count = Math.min(length, there);
                System.arraycopy(buffer, from, into, at, count);
                from += count;
                return count;
            }
            if (found == from) {
                from += delimiter.length;
                inPart = false;
            } else {
                fill();
            }
        }
        return -1;
    }

    /// The present part as a stream.
    InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return MultipartParts.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                return length == 0 ? 0 : MultipartParts.this.read(into, at, length);
            }
        };
    }

    /// The present part as text.
    String text(int most) throws IOException {
        byte[] bytes = stream().readNBytes(most + 1);
        if (bytes.length > most) {
            throw new Malformed("a field has more than " + most + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void skip(long most) throws IOException {
        byte[] nothing = new byte[4_096];
        long left = most;
        for (int count = read(nothing, 0, nothing.length); count >= 0; count = read(nothing, 0, nothing.length)) {
            left -= count;
            if (left < 0) {
                throw new Malformed("the form does not begin with its boundary");
            }
        }
    }

    /// What follows the last boundary; too much of it ends the connection instead.
    private void drain() throws IOException {
        byte[] nothing = new byte[4_096];
        for (int i = 0; i < 16 && in.read(nothing) >= 0; i++) {
            // passed over
        }
    }

    /// One line without its end.
    private String line(int most) throws IOException {
        for (int at = from; ; at++) {
            if (at - from > most + 1) {
                throw new Malformed("the head of a part is too long");
            }
            while (at + 1 >= to) {
                int done = at - from;
                fill();
                at = from + done;
            }
            if (buffer[at] == '\r' && buffer[at + 1] == '\n') {
                String line = new String(buffer, from, at - from, StandardCharsets.UTF_8);
                from = at + 2;
                return line;
            }
        }
    }

    /// At least one more byte.
    private void fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new Malformed("the form ends within a part");
        }
        to += count;
    }

    private int indexOfDelimiter() {
        for (int at = from; at <= to - delimiter.length; at++) {
            if (buffer[at] == '\r' && matches(at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean matches(int at) {
        for (int i = 1; i < delimiter.length; i++) {
            if (buffer[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }
}
