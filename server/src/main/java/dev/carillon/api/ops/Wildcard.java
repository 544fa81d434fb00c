package dev.carillon.api.ops;

import java.util.function.Predicate;

/// Search patterns, where `*` stands for any text.
final class Wildcard {
    private Wildcard() {}

    /// Takes time in proportion to the pattern and the text, whatever they are.
    static Predicate<String> of(String pattern) {
        int first = pattern.indexOf('*');
        if (first < 0) {
            return pattern::equals;
        }
        String start = pattern.substring(0, first);
        int last = pattern.lastIndexOf('*');
        String end = pattern.substring(last + 1);
        String[] between = first == last
                ? new String[0]
                : pattern.substring(first + 1, last).split("\\*+");
        return text -> text.length() >= start.length() + end.length()
                && text.startsWith(start)
                && text.endsWith(end)
                && inSequence(text.substring(start.length(), text.length() - end.length()), between);
    }

    private static boolean inSequence(String text, String[] parts) {
        int from = 0;
        for (String part : parts) {
            int at = text.indexOf(part, from);
            if (at < 0) {
                return false;
            }
            from = at + part.length();
        }
        return true;
    }
}
