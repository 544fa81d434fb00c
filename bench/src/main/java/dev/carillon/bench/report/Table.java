package dev.carillon.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rows in columns, for a terminal. Below each row its note.
public final class Table {
    private static final List<String> HEAD =
            List.of("", "work", "ours", "spread", "target", "server µs", "client µs", "others");

    private static final int NOTE_WIDTH = 110;

    private final List<List<String>> lines = new ArrayList<>(List.of(HEAD));
    private final List<String> notes = new ArrayList<>(List.of(""));

    public Table(List<Row> rows) {
        for (Row row : rows) {
            lines.add(cells(row));
            notes.add(note(row));
        }
    }

    private static List<String> cells(Row row) {
        Work work = row.work();
        return List.of(
                work.target() == 0 ? "" : row.met() ? "ok" : "short",
                work.title(),
                (row.noisy() ? "~" : "") + number(row.median()) + " " + work.unit(),
                row.runs().size() == 1 ? "1 run" : number(row.least()) + "–" + number(row.most()),
                work.target() == 0 ? "–" : number(work.target()),
                each(row, "server_us_each"),
                each(row, "client_us_each"),
                work.others());
    }

    private static String each(Row row, String figure) {
        return row.has(figure) ? number(row.median(figure)) : "";
    }

    private static String note(Row row) {
        String noise = row.noisyRuns() == 0
                ? ""
                : row.noisy()
                        ? "~ other work disturbed every run. "
                        : row.noisyRuns() + " of " + row.runs().size() + " runs left out: other work disturbed them. ";
        String missing = row.missing() == 0 ? "" : row.missing() + " MESSAGES MISSING. ";
        return missing + noise + row.note();
    }

    /// Three digits that count, thousands with commas.
    static String number(double value) {
        if (value >= 100 || value == 0) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }

    public void print() {
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            print(lines.get(i), widths);
            for (String line : wrapped(notes.get(i))) {
                System.out.println(" ".repeat(widths[0] + 4) + line);
            }
        }
    }

    private static List<String> wrapped(String note) {
        List<String> wrapped = new ArrayList<>();
        var line = new StringBuilder();
        for (String word : note.isBlank() ? new String[0] : note.split(" ")) {
            if (!line.isEmpty() && line.length() + word.length() >= NOTE_WIDTH) {
                wrapped.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            wrapped.add(line.toString());
        }
        return wrapped;
    }

    private static void print(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - cells.get(i).length());
            boolean words = i < 2 || i == widths.length - 1;
            line.append(words ? cells.get(i) + pad : pad + cells.get(i)).append("  ");
        }
        System.out.println(line.toString().stripTrailing());
    }
}
