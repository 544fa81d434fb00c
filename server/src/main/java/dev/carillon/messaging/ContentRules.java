package dev.carillon.messaging;

import dev.carillon.protocol.Content;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.Limits;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The bounds of a message's content, and its stored form.
final class ContentRules {
    private final FrameCodec codec;

    ContentRules(FrameCodec codec) {
        this.codec = codec;
    }

    sealed interface Checked {
        /// @param json as it is stored and sent
        record Good(byte[] json) implements Checked {}

        /// @param problem names the member and its bound
        record Bad(String problem) implements Checked {}
    }

    Checked check(@Nullable Content given) {
        if (given == null) {
            return new Checked.Good("{}".getBytes(StandardCharsets.US_ASCII));
        }
        Content content = given.kept();
        String problem = problem(content);
        if (problem != null) {
            return new Checked.Bad(problem);
        }
        byte[] json = codec.encodeContent(content);
        return json.length <= Limits.CONTENT_BYTES
                ? new Checked.Good(json)
                : new Checked.Bad("content: %d bytes of JSON, at most %d are allowed"
                        .formatted(json.length, Limits.CONTENT_BYTES));
    }

    private @Nullable String problem(Content c) {
        if (c.text() != null && isTooLong(c.text())) {
            return tooLong("text", utf8Length(c.text()), Limits.TEXT_BYTES);
        }
        if (c.data() != null && c.data().length > Limits.DATA_BYTES) {
            return tooLong("data", c.data().length, Limits.DATA_BYTES);
        }
        if (c.thumbnail() != null && c.thumbnail().length > Limits.THUMBNAIL_BYTES) {
            return tooLong("thumbnail", c.thumbnail().length, Limits.THUMBNAIL_BYTES);
        }
        if (outside(c.latitude(), 90)) {
            return "content.latitude: must be between -90 and 90";
        }
        if (outside(c.longitude(), 180)) {
            return "content.longitude: must be between -180 and 180";
        }
        if (c.fields() != null) {
            int size = codec.mapper().writeValueAsBytes(c.fields()).length;
            return size > Limits.FIELDS_BYTES ? tooLong("fields", size, Limits.FIELDS_BYTES) : null;
        }
        return null;
    }

    /// Short texts, nearly all, need not be counted: no char has more than three bytes.
    private static boolean isTooLong(String text) {
        return text.length() > Limits.TEXT_BYTES / 3 && utf8Length(text) > Limits.TEXT_BYTES;
    }

    private static String tooLong(String member, int size, int limit) {
        return "content.%s: %d bytes, at most %d are allowed".formatted(member, size, limit);
    }

    private static boolean outside(@Nullable Double value, double bound) {
        return value != null && !(Math.abs(value) <= bound);
    }

    static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                length += 3;
            }
        }
        return length;
    }
}
