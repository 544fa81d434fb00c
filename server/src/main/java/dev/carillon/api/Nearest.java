package dev.carillon.api;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What somebody who has misspelt a word may have meant.
public final class Nearest {
    private static final int MOST_CHARS = 64;

    private Nearest() {}

    /// The known word most like it; null when none is at all like it.
    public static @Nullable String to(String word, Collection<String> known) {
        String asked = word.toLowerCase(Locale.ROOT);
        if (asked.length() > MOST_CHARS) {
            return null;
        }
        String nearest = null;
        int least = Math.max(2, asked.length() / 2);
        for (String candidate : known) {
            int distance = distance(asked, candidate.toLowerCase(Locale.ROOT));
            if (distance < least || (distance == least && nearest == null)) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /// Letters to insert, delete, replace, or exchange with their neighbour, to get from one to the other.
    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int step(int[][] rows, String a, String b, int i, int j) {
        int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        boolean exchanged = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
