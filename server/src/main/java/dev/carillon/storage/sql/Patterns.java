package dev.carillon.storage.sql;

/// Search patterns, where `*` stands for any text, as SQL conditions.
final class Patterns {
    private Patterns() {}

    static String condition(String column, String pattern) {
        return pattern.contains("*") ? column + " LIKE ? ESCAPE '!'" : column + " = ?";
    }

    static String argument(String pattern) {
        return pattern.contains("*")
                ? pattern.replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_")
                        .replaceAll("\\*+", "%")
                : pattern;
    }
}
