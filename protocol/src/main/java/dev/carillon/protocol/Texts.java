package dev.carillon.protocol;

/// The one rule for texts of people: names, fields, what they write.
public final class Texts {
    private static final String BLANK_LETTERS = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    private Texts() {}

    /// A text as it is kept: empty when nothing of it can be seen, else well-formed and otherwise as it is.
    public static String kept(String text) {
        return text.codePoints().anyMatch(Texts::isSeen) ? wellFormed(text) : "";
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> BLANK_LETTERS.indexOf(c) < 0;
        };
    }

    /// Half of a surrogate pair, which some clients make by cutting text, cannot be stored: a replacement character
    /// takes its place.
    public static String wellFormed(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        var whole = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> whole.appendCodePoint(
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return whole.toString();
    }
}
