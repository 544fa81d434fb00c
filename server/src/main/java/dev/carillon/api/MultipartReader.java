package dev.carillon.api;

import dev.carillon.gateway.FormPart;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the text parts of `multipart/form-data`. Files are passed over: no operation takes one yet. Stateless.
final class MultipartReader {
    private static final int PARTS = 200;
    private static final int HEAD_BYTES = 8_192;
    private static final int TEXT_BYTES = 1 << 20;

    sealed interface Read {
        record Good(Map<String, @Nullable Object> values) implements Read {}

        record Bad(String cause) implements Read {}
    }

    Read read(byte[] body, String contentType) {
        String boundary = FormPart.boundary(contentType);
        return boundary == null
                ? bad("the multipart content type names no boundary")
                : new Parts(body, boundary).read();
    }

    /// The text of those parts that are whole, of a body that is not.
    Map<String, @Nullable Object> begun(byte[] body, String contentType) {
        String boundary = FormPart.boundary(contentType);
        if (boundary == null) {
            return JsonReader.newObject();
        }
        var parts = new Parts(body, boundary);
        parts.read();
        return parts.values;
    }

    private static Read bad(String cause) {
        return new Read.Bad(cause);
    }

    /// One body, part by part.
    private static final class Parts {
        private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

        private final byte[] body;
        private final byte[] delimiter;
        private final Map<String, @Nullable Object> values = JsonReader.newObject();

        Parts(byte[] body, String boundary) {
            this.body = body;
            this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        }

        Read read() {
            // the first delimiter may stand at the very beginning, without a line end before it
            int at = startsWith(0, Arrays.copyOfRange(delimiter, 2, delimiter.length))
                    ? -2
                    : indexOf(delimiter, 0, body.length);
            for (int count = 0; at != Integer.MAX_VALUE; count++) {
                int start = at + delimiter.length;
                if (startsWith(start, new byte[] {'-', '-'})) {
                    return new Read.Good(values);
                }
                int next = indexOf(delimiter, start, body.length);
                if (next == Integer.MAX_VALUE) {
                    return bad("the multipart body ends within a part");
                }
                String problem =
                        count < PARTS ? part(start, next) : "the multipart body has more than " + PARTS + " parts";
                if (problem != null) {
                    return bad(problem);
                }
                at = next;
            }
            return bad("the multipart body does not have its boundary");
        }

        /// What is wrong with the part, or null.
        private @Nullable String part(int from, int to) {
            int headEnd = indexOf(HEAD_END, from, Math.min(to, from + HEAD_BYTES));
            if (headEnd == Integer.MAX_VALUE) {
                return "a part has no head, or one of more than " + HEAD_BYTES + " bytes";
            }
            FormPart head = FormPart.of(new String(body, from, headEnd - from, StandardCharsets.UTF_8));
            if (head.name() == null) {
                return "a part has no name";
            }
            if (head.fileName() != null) {
                return null;
            }
            int start = headEnd + HEAD_END.length;
            String text = to - start > TEXT_BYTES ? null : JsonReader.text(Arrays.copyOfRange(body, start, to));
            if (text == null) {
                return "a part with text is not UTF-8, or has more than " + TEXT_BYTES + " bytes";
            }
            FormReader.put(values, head.name(), text);
            return null;
        }

        private boolean startsWith(int at, byte[] wanted) {
            return at + wanted.length <= body.length
                    && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length);
        }

        /// `Integer.MAX_VALUE`: not there. Linear, for what is sought begins with the only CR in it or is short.
        private int indexOf(byte[] wanted, int from, int to) {
            for (int at = Math.max(from, 0); at <= to - wanted.length; at++) {
                if (body[at] == wanted[0] && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length)) {
                    return at;
                }
            }
            return Integer.MAX_VALUE;
        }
    }
}
