package dev.carillon.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/// Tells files that are made of boxes (ISO 14496-12, and QuickTime before it) from each other: by all brands that a
/// file says it is compatible with, for the first one is often only what wrote it; and those without brands by their
/// atoms.
final class IsoMedia {
    private static final int BOX = 8;
    private static final int MOST_BRANDS = 64;
    private static final int MOST_ATOMS = 8;

    private static final Set<String> HEIC = Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");
    private static final Set<String> SOUND = Set.of("M4A ", "M4B ", "M4P ", "F4A ", "F4B ");
    private static final Set<String> FILM = Set.of(
            "isom", "mp41", "mp42", "mp71", "avc1", "av01", "M4V ", "M4VH", "M4VP", "F4V ", "f4v ", "MSNV", "mmp4",
            "dash", "msdh", "msix", "cmfc", "cmff", "NDSC", "NDSH", "NDSM", "NDSP", "NDSS", "NDXC", "NDXH", "XAVC",
            "dby1", "hvt1");
    /// What a QuickTime film of before brands may begin with, beside its own index.
    private static final Set<String> ATOMS = Set.of("wide", "free", "skip", "pnot", "mdat", "moov");
    /// What an index begins with.
    private static final Set<String> INDEX = Set.of("mvhd", "cmov", "rmra", "prfl", "iods", "udta", "clip", "trak");

    private final ByteBuffer head;

    private IsoMedia(byte[] head) {
        this.head = ByteBuffer.wrap(head);
    }

    /// The type; `unknown` for a file of boxes that is none of ours, empty for one that is not made of boxes.
    static String subtype(byte[] head) {
        var media = new IsoMedia(head);
        if (media.name(0).equals("ftyp")) {
            return media.byBrands();
        }
        return media.isQuickTime() ? "video/quicktime" : "";
    }

    private String name(int box) {
        return text(box + 4);
    }

    private String text(int at) {
        if (at < 0 || at + 4 > head.limit()) {
            return "";
        }
        byte[] name = new byte[4];
        head.get(at, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private long size(int box) {
        return box + 4 > head.limit() ? -1 : head.getInt(box) & 0xFFFFFFFFL;
    }

    // --- brands

    private String byBrands() {
        Set<String> brands = brands();
        String major = text(BOX);
        if (brands.contains("avif") || brands.contains("avis")) {
            return "image/avif";
        }
        if (brands.stream().anyMatch(HEIC::contains)) {
            return "image/heic";
        }
        if (brands.contains("mif1") || brands.contains("msf1")) {
            return "image/heif";
        }
        if (SOUND.contains(major)) {
            return "audio/mp4";
        }
        if (major.equals("qt  ")) {
            return "video/quicktime";
        }
        if (major.startsWith("3g")) {
            return "video/3gpp";
        }
        if (brands.stream().anyMatch(IsoMedia::isFilm)) {
            return "video/mp4";
        }
        return brands.contains("qt  ") ? "video/quicktime" : "unknown";
    }

    private static boolean isFilm(String brand) {
        return FILM.contains(brand) || brand.startsWith("3g") || brand.matches("iso[2-9a-z]");
    }

    /// The major one and those that it is compatible with.
    private Set<String> brands() {
        Set<String> brands = new LinkedHashSet<>(Set.of(text(BOX)));
        long end = Math.min(size(0), head.limit());
        for (int at = 2 * BOX; at + 4 <= end && brands.size() < MOST_BRANDS; at += 4) {
            brands.add(text(at));
        }
        return brands;
    }

    // --- atoms

    private boolean isQuickTime() {
        int at = 0;
        for (int i = 0; i < MOST_ATOMS; i++) {
            String name = name(at);
            if (!ATOMS.contains(name) || isText(at)) {
                return false;
            }
            if (name.equals("moov")) {
                return INDEX.contains(name(at + BOX));
            }
            if (name.equals("mdat")) {
                return true;
            }
            long size = size(at);
            if (size < BOX) {
                return false;
            }
            if (at + size + BOX > head.limit()) {
                return i > 0 || name.equals("wide");
            }
            at += (int) size;
        }
        return false;
    }

    /// A text may happen to have such a word at its fifth character.
    private boolean isText(int box) {
        for (int at = box; at < box + 4; at++) {
            if (head.get(at) < ' ') {
                return false;
            }
        }
        return true;
    }
}
