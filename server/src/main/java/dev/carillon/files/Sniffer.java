package dev.carillon.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells the type of a file from its first bytes. The name and the sender's word only choose between types that are
/// the same bytes and equally harmless (sound or film in one container, kinds of office documents).
final class Sniffer {
    /// As many bytes as it wants to see.
    static final int BYTES = 8_192;

    /// Where the kind of an EBML document stands.
    private static final int EBML_HEADER = 256;

    /// Shown as text where the name says that it is prose; sources and markup are handed out as attachments.
    private static final Set<String> PROSE =
            Set.of("", "txt", "text", "md", "log", "csv", "tsv", "srt", "vtt", "ini", "conf");
    /// What a ZIP or OLE container may be called, by its extension.
    private static final Map<String, String> DOCUMENTS = Map.ofEntries(
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            Map.entry("odt", "application/vnd.oasis.opendocument.text"),
            Map.entry("ods", "application/vnd.oasis.opendocument.spreadsheet"),
            Map.entry("odp", "application/vnd.oasis.opendocument.presentation"),
            Map.entry("epub", "application/epub+zip"),
            Map.entry("apk", "application/vnd.android.package-archive"));
    private static final Map<String, String> OLD_DOCUMENTS = Map.of(
            "doc", "application/msword",
            "xls", "application/vnd.ms-excel",
            "ppt", "application/vnd.ms-powerpoint");

    private final byte[] head;
    private final String declared;
    private final String extension;

    private Sniffer(byte[] head, String declared, String name) {
        this.head = head;
        this.declared = declared.toLowerCase(Locale.ROOT);
        this.extension = FileName.extension(name);
    }

    /// @param head the first bytes, [#BYTES] or all
    /// @param declared the sender's word, may be empty
    static FileType type(byte[] head, String declared, String name) {
        return new Sniffer(head, declared, name).type();
    }

    private FileType type() {
        for (FileType found : List.of(image(), container(), sound(), document())) {
            if (!found.equals(FileType.UNKNOWN)) {
                return found;
            }
        }
        return text();
    }

    private FileType image() {
        if (begins(0xFF, 0xD8, 0xFF)) {
            return FileType.image("image/jpeg");
        }
        if (begins(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return FileType.image("image/png");
        }
        if (says(0, "GIF87a") || says(0, "GIF89a")) {
            return FileType.image("image/gif");
        }
        if (says(0, "RIFF") && says(8, "WEBP")) {
            return FileType.image("image/webp");
        }
        if (says(0, "BM") && head.length > 18 && at(14) >= 12 && at(14) <= 124 && at(15) == 0) {
            return FileType.image("image/bmp");
        }
        if (begins('I', 'I', 0x2A, 0) || begins('M', 'M', 0, 0x2A)) {
            return FileType.image("image/tiff");
        }
        return begins(0, 0, 1, 0) && head.length > 22 && at(4) > 0 && at(5) == 0
                ? FileType.image("image/x-icon")
                : FileType.UNKNOWN;
    }

    /// Containers of film, sound or pictures.
    private FileType container() {
        String iso = IsoMedia.subtype(head);
        if (!iso.isEmpty()) {
            return isoMedia(iso);
        }
        if (begins(0x1A, 0x45, 0xDF, 0xA3)) {
            return matroska();
        }
        if (says(0, "OggS")) {
            return soundOrFilm("ogg", !contains("\u0080theora"));
        }
        if (says(0, "RIFF")) {
            return says(8, "WAVE")
                    ? FileType.audio("audio/wav")
                    : says(8, "AVI ") ? FileType.video("video/x-msvideo") : FileType.UNKNOWN;
        }
        if (says(0, "FLV") && at(3) == 1) {
            return FileType.video("video/x-flv");
        }
        if (begins(0, 0, 1, 0xBA) || begins(0, 0, 1, 0xB3)) {
            return FileType.video("video/mpeg");
        }
        return at(0) == 0x47 && head.length > 376 && at(188) == 0x47 && at(376) == 0x47
                ? FileType.video("video/mp2t")
                : FileType.UNKNOWN;
    }

    private FileType isoMedia(String type) {
        return switch (type) {
            case "image/avif", "image/heic", "image/heif" -> FileType.image(type);
            case "audio/mp4" -> FileType.audio(type);
            case "video/3gpp" -> soundOrFilm("3gpp", false);
            case "video/mp4" -> soundOrFilm("mp4", false);
            case "video/quicktime" -> FileType.video(type);
            default -> FileType.UNKNOWN;
        };
    }

    /// The kind of document that an EBML file says it is, in its own header.
    private FileType matroska() {
        for (String kind : List.of("webm", "matroska")) {
            byte[] element =
                    ("\u0042\u0082" + (char) (0x80 | kind.length()) + kind).getBytes(StandardCharsets.ISO_8859_1);
            if (text(0, Math.min(head.length, EBML_HEADER))
                    .contains(new String(element, StandardCharsets.ISO_8859_1))) {
                return soundOrFilm(kind.equals("webm") ? "webm" : "x-matroska", false);
            }
        }
        return FileType.UNKNOWN;
    }

    /// The same container holds either; a recorder tells which.
    private FileType soundOrFilm(String subtype, boolean sound) {
        boolean audio = sound
                || declared.startsWith("audio/")
                || Set.of("m4a", "weba", "oga", "mka").contains(extension);
        return audio ? FileType.audio("audio/" + subtype) : FileType.video("video/" + subtype);
    }

    private FileType sound() {
        if (says(0, "ID3")
                || (at(0) == 0xFF && (at(1) & 0xE6) == 0xE2 && (at(2) & 0xF0) != 0xF0 && (at(2) & 0x0C) != 0x0C)) {
            return FileType.audio("audio/mpeg");
        }
        if (says(0, "fLaC")) {
            return FileType.audio("audio/flac");
        }
        if (at(0) == 0xFF && (at(1) & 0xF6) == 0xF0) {
            return FileType.audio("audio/aac");
        }
        if (says(0, "#!AMR")) {
            return FileType.audio("audio/amr");
        }
        return says(0, "MThd") ? FileType.audio("audio/midi") : FileType.UNKNOWN;
    }

    private FileType document() {
        if (says(0, "%PDF-")) {
            return FileType.attachment("application/pdf");
        }
        if (begins('P', 'K', 3, 4) || begins('P', 'K', 5, 6)) {
            return FileType.attachment(DOCUMENTS.getOrDefault(extension, "application/zip"));
        }
        if (begins(0xD0, 0xCF, 0x11, 0xE0)) {
            return FileType.attachment(OLD_DOCUMENTS.getOrDefault(extension, "application/octet-stream"));
        }
        if (begins(0x1F, 0x8B)) {
            return FileType.attachment("application/gzip");
        }
        if (begins('7', 'z', 0xBC, 0xAF)) {
            return FileType.attachment("application/x-7z-compressed");
        }
        return says(0, "Rar!") ? FileType.attachment("application/vnd.rar") : FileType.UNKNOWN;
    }

    /// Text is UTF-8 without control characters. What begins like markup or a script is not told to be text.
    private FileType text() {
        CharBuffer chars = decoded();
        if (chars == null) {
            return FileType.UNKNOWN;
        }
        String start = chars.toString().replaceFirst("^\\uFEFF", "").stripLeading();
        if (start.isEmpty() || start.startsWith("<") || start.startsWith("#!")) {
            return FileType.UNKNOWN;
        }
        return FileType.text(PROSE.contains(extension) && prose(declared));
    }

    private static boolean prose(String declared) {
        return declared.isEmpty()
                || declared.startsWith("text/plain")
                || declared.startsWith("text/csv")
                || declared.startsWith("text/markdown")
                || declared.startsWith("application/octet-stream");
    }

    private @Nullable CharBuffer decoded() {
        for (byte b : head) {
            if (b >= 0 && b < 32 && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
                return null;
            }
        }
        // the last character may be cut
        for (int cut = 0; cut < 4 && cut <= head.length; cut++) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(head, 0, head.length - cut));
            } catch (CharacterCodingException e) {
                if (head.length < BYTES) {
                    return null;
                }
            }
        }
        return null;
    }

    // --- bytes

    private int at(int index) {
        return index < head.length ? head[index] & 0xFF : 0;
    }

    private boolean begins(int... bytes) {
        if (head.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (at(i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean says(int from, String ascii) {
        return text(from, ascii.length()).equals(ascii);
    }

    private String text(int from, int length) {
        return from + length > head.length
                ? ""
                : new String(Arrays.copyOfRange(head, from, from + length), StandardCharsets.ISO_8859_1);
    }

    private boolean contains(String ascii) {
        return new String(head, StandardCharsets.ISO_8859_1).contains(ascii);
    }
}
