package dev.carillon.gateway;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the head of a part of `multipart/form-data` says (RFC 7578).
///
/// @param name null when the part has none
/// @param fileName null when it is no file; empty for a file that has no name, and for a field of a form in which
///     nothing was chosen
/// @param type as sent; empty when nothing is said
public record FormPart(@Nullable String name, @Nullable String fileName, String type) {
    private static final Pattern LINES = Pattern.compile("\r\n(?![ \t])");
    private static final Pattern CODED = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*+");

    /// The boundary that a content type names; null when it names none, or is something else.
    public static @Nullable String boundary(String contentType) {
        HeaderValue value = HeaderValue.of(contentType);
        String boundary = value.get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > 200) {
            return null;
        }
        return value.value().startsWith("multipart/") && value.whole() ? boundary : null;
    }

    /// @param head the lines of a part before its first empty one
    public static FormPart of(String head) {
        HeaderValue disposition = HeaderValue.of("");
        String type = "";
        for (String line : LINES.split(head)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).replace("\r\n", " ").strip();
            if (name.equals("content-disposition")) {
                disposition = HeaderValue.of(value);
            } else if (name.equals("content-type")) {
                type = value;
            }
        }
        return new FormPart(unescaped(disposition.get("name")), fileName(disposition), type);
    }

    /// What browsers write in place of the three characters that a quoted value must not have.
    private static @Nullable String unescaped(@Nullable String value) {
        return value == null
                ? null
                : value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }

    /// The coded name (RFC 8187) where there is a good one, else the plain one.
    private static @Nullable String fileName(HeaderValue disposition) {
        String coded = decoded(disposition.get("filename*"));
        String plain = unescaped(disposition.get("filename"));
        return coded != null ? coded : plain == null && disposition.get("filename*") != null ? "" : plain;
    }

    private static @Nullable String decoded(@Nullable String value) {
        String[] parts = value == null ? new String[0] : value.split("'", 3);
        Charset charset = switch (parts.length == 3 ? parts[0].toLowerCase(Locale.ROOT) : "") {
            case "utf-8" -> StandardCharsets.UTF_8;
            case "iso-8859-1" -> StandardCharsets.ISO_8859_1;
            default -> null;
        };
        if (charset == null || parts[2].isEmpty() || !CODED.matcher(parts[2]).matches()) {
            return null;
        }
        String text = URLDecoder.decode(parts[2].replace("+", "%2B"), charset);
        return text.indexOf('\ufffd') < 0 ? text : null;
    }
}
