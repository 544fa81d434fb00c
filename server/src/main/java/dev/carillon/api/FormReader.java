package dev.carillon.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads queries and forms leniently: what is not percent-encoded stands for itself. An empty value is as good as
/// none, for clients send one for each parameter that they leave out; but its name is there, with null. Names with
/// brackets make objects and lists, as PHP, Rails and others write them: `user[address]=x`, `m[]=a&m[]=b`; so does a
/// name that comes again with another value. Stateless.
final class FormReader {

    /// The values by name, or null when they are not UTF-8.
    ///
    /// @param text each char up to 0xFF stands for one byte, as it came over the network; others for themselves
    @Nullable
    Map<String, @Nullable Object> read(String text) {
        Map<String, @Nullable Object> form = JsonReader.newObject();
        for (int from = 0; from <= text.length(); ) {
            int and = text.indexOf('&', from);
            int to = and < 0 ? text.length() : and;
            int equals = text.indexOf('=', from);
            boolean hasValue = equals >= 0 && equals < to;
            String name = decoded(text, from, hasValue ? equals : to);
            String value = hasValue ? decoded(text, equals + 1, to) : "";
            if (name == null || value == null) {
                return null;
            }
            put(form, name, value);
            from = to + 1;
        }
        return form;
    }

    static void put(Map<String, @Nullable Object> form, String name, String value) {
        if (name.isBlank()) {
            return;
        }
        FormName.of(name.strip()).put(form, value.isEmpty() ? null : value);
    }

    /// As [#read(String)], for a body.
    @Nullable
    Map<String, @Nullable Object> read(byte[] body) {
        return read(new String(body, StandardCharsets.ISO_8859_1));
    }

    private static @Nullable String decoded(String text, int from, int to) {
        var bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int hex = c == '%' && i + 2 < to ? hex(text, i + 1) : -1;
            if (hex >= 0) {
                bytes.write(hex);
                i += 2;
            } else if (c == '+') {
                bytes.write(' ');
            } else if (c <= 0xFF) {
                bytes.write(c);
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return JsonReader.text(bytes.toByteArray());
    }

    private static int hex(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
