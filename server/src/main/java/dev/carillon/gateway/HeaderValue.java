package dev.carillon.gateway;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A header's value with parameters, such as `form-data; name="a"; filename="b.txt"` (RFC 9110, section 5.6.6), read
/// leniently: no input makes it throw. In a quoted value a backslash escapes a quote or a backslash and stands for
/// itself otherwise, for browsers send names like `C:\a.txt` as they are.
///
/// @param value what stands before the first semicolon, in lower case
/// @param parameters by their names in lower case; the first of a name counts
/// @param whole whether every quote that is opened is closed
public record HeaderValue(String value, Map<String, String> parameters, boolean whole) {

    public static HeaderValue of(String header) {
        int end = header.indexOf(';');
        String value = end < 0 ? header : header.substring(0, end);
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = end < 0 ? header.length() : end;
        while (at < header.length()) {
            at = parameter(header, at + 1, parameters);
        }
        return new HeaderValue(value.strip().toLowerCase(Locale.ROOT), parameters, at == header.length());
    }

    /// Reads one parameter; returns where the next semicolon is, or the end, or beyond it when a quote is open.
    private static int parameter(String header, int from, Map<String, String> into) {
        int equals = header.indexOf('=', from);
        int semicolon = header.indexOf(';', from);
        if (equals < 0 || (semicolon >= 0 && semicolon < equals)) {
            return semicolon < 0 ? header.length() : semicolon;
        }
        String name = header.substring(from, equals).strip().toLowerCase(Locale.ROOT);
        int begin = equals + 1;
        while (begin < header.length() && isBlank(header.charAt(begin))) {
            begin++;
        }
        if (begin < header.length() && header.charAt(begin) == '"') {
            var text = new StringBuilder();
            int end = quoted(header, begin + 1, text);
            into.putIfAbsent(name, text.toString());
            int next = header.indexOf(';', end);
            return next < 0 ? Math.max(end, header.length()) : next;
        }
        int end = semicolon < 0 ? header.length() : semicolon;
        into.putIfAbsent(name, header.substring(begin, Math.max(begin, end)).strip());
        return end;
    }

    /// Returns where it ends: behind the closing quote, or beyond the end of a header that has none.
    private static int quoted(String header, int from, StringBuilder into) {
        for (int at = from; at < header.length(); at++) {
            char c = header.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            boolean escapes = c == '\\'
                    && at + 1 < header.length()
                    && (header.charAt(at + 1) == '"' || header.charAt(at + 1) == '\\');
            into.append(escapes ? header.charAt(++at) : c);
        }
        return header.length() + 1;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    public @Nullable String get(String parameter) {
        return parameters.get(parameter);
    }
}
