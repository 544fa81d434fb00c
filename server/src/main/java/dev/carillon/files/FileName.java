package dev.carillon.files;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/// Names of files as people see them. They are shown and sent back, never used as a path.
final class FileName {
    private static final int MOST_BYTES = 255;
    private static final String NONE = "file";
    /// What a file system, a shell or a reader could mistake: control characters, marks that turn the direction of
    /// writing, and what Windows does not take.
    private static final Pattern BAD = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}<>:\"|?*\u0000-\u001f]");

    private static final Pattern RESERVED = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    private FileName() {}

    /// The last part of a path, without what could harm: never empty, never more than 255 bytes of UTF-8.
    static String clean(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String plain = BAD.matcher(last).replaceAll("_").strip();
        plain = plain.replaceAll("^\\.+", "").replaceAll("[. ]+$", "");
        if (plain.isEmpty()) {
            return NONE;
        }
        return shortened(RESERVED.matcher(plain).matches() ? "_" + plain : plain);
    }

    /// Keeps the extension.
    private static String shortened(String name) {
        if (bytes(name) <= MOST_BYTES) {
            return name;
        }
        String extension = extension(name);
        String end = extension.isEmpty() || extension.length() > 16 ? "" : "." + extension;
        String start = name.substring(0, name.length() - end.length());
        int[] points = start.codePoints().toArray();
        int count = points.length;
        while (bytes(new String(points, 0, count)) + bytes(end) > MOST_BYTES) {
            count--;
        }
        return new String(points, 0, count) + end;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// In lower case; empty when there is none.
    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /// Percent-encoded, for a path or a header (RFC 8187).
    static String encoded(String name) {
        var text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            text.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return text.toString();
    }

    /// The value of a `Content-Disposition` header.
    static String disposition(String how, String name) {
        String ascii = name.replaceAll("[^A-Za-z0-9 ._()-]", "_");
        String plain = how + "; filename=\"" + ascii + "\"";
        return ascii.equals(name) ? plain : plain + "; filename*=UTF-8''" + encoded(name);
    }
}
