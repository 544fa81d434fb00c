package dev.carillon.files;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Names of files and uploads: 128 random bits in 22 characters of `[A-Za-z0-9_-]`, so whoever was not told one does
/// not find it.
final class FileId {
    static final int CHARS = 22;

    private static final int BYTES = 16;
    private static final String MARK = "/files/";
    private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);
    private static final Pattern IN_URL = Pattern.compile("/files/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])");
    private static final Pattern END = Pattern.compile("[?#]");
    /// Members of a content that are URLs.
    private static final List<String> POINTERS = List.of("url", "launchUrl");

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

    private FileId() {}

    static String fresh(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /// Whether a text may name a file at all: one search.
    static boolean mayBeIn(String text) {
        return text.contains(MARK);
    }

    /// The files that a URL, or any text, names: whatever the host, for that may change.
    static Set<String> in(String text) {
        Set<String> ids = new LinkedHashSet<>();
        Matcher matcher = IN_URL.matcher(text);
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }

    /// The file that a URL is of, whatever the host; null when it is of none. What stands behind its question mark says
    /// nothing.
    static @Nullable String of(String url) {
        Matcher matcher = IN_URL.matcher(END.split(url, 2)[0]);
        return matcher.find() ? matcher.group(1) : null;
    }

    /// The files that a message points at, by the JSON of its content: those of its URLs. Text that quotes one does not
    /// point at it.
    static Set<String> pointedAt(byte[] json) {
        if (!hasMark(json)) {
            return Set.of();
        }
        Set<String> ids = new LinkedHashSet<>();
        try {
            JsonNode content = JSON.readTree(json);
            for (String member : POINTERS) {
                String id = of(content.path(member).asString(""));
                if (id != null) {
                    ids.add(id);
                }
            }
        } catch (JacksonException e) {
            return Set.of();
        }
        return ids;
    }

    private static boolean hasMark(byte[] json) {
        int last = json.length - MARK_BYTES.length - CHARS;
        for (int at = 0; at <= last; at++) {
            if (json[at] == '/' && json[at + 1] == 'f' && matches(json, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] json, int at) {
        for (int i = 0; i < MARK_BYTES.length; i++) {
            if (json[at + i] != MARK_BYTES[i]) {
                return false;
            }
        }
        return true;
    }
}
