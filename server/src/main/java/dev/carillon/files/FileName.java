package dev.carillon.files;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of files as people see them. They are shown and sent back, never used as a path.
final class FileName {
    private static final int MOST_BYTES = 255;
    private static final String NONE = "file";
    /// A flag of a region is a black one with its letters behind it, which are invisible anywhere else.
    private static final String FLAG = "(\\x{1F3F4}[\\x{E0030}-\\x{E007A}]{1,8}\\x{E007F})";
    /// What a file system, a shell or a reader could mistake: control characters, marks that turn the direction of
    /// writing, what is not seen at all, and what Windows does not take. The joiners U+200C and U+200D stay: many
    /// scripts need them, and they hold emoji together.
    private static final Pattern BAD = Pattern.compile(FLAG
            + "|[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069"
            + "\\u00AD\\u180E\\u200B\\u2060-\\u2065\\u206A-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\x{E0000}-\\x{E007F}"
            + "<>:\"|?*]");
    /// Joiners with nothing to join.
    private static final Pattern INVISIBLE = Pattern.compile("[\\u200C\\u200D\\s]*");

    private static final Pattern RESERVED = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    private FileName() {}

    /// The last part of a path, without what could harm: never empty, never more than 255 bytes of UTF-8.
    static String clean(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String plain = BAD.matcher(last)
                .replaceAll(bad -> bad.group(1) == null ? "_" : Matcher.quoteReplacement(bad.group(1)))
                .strip();
        plain = plain.replaceAll("^\\.+", "").replaceAll("[. ]+$", "");
        if (INVISIBLE.matcher(plain).matches()) {
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
        // between characters as people see them
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(start);
        int count = characters.last();
        while (count > 0 && bytes(start.substring(0, count)) + bytes(end) > MOST_BYTES) {
            count = characters.previous();
        }
        return count > 0 ? start.substring(0, count) + end : NONE + end;
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
