package dev.carillon.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Reports as files.
public final class Json {
    private Json() {}

    /// What the file says of a row, with each run's own figures.
    public static Map<String, Object> of(Row row) {
        Work work = row.work();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", work.id());
        json.put("work", work.title().strip());
        json.put("unit", work.unit());
        json.put("figure", row.figure());
        json.put("median", row.median());
        json.put("min", row.least());
        json.put("max", row.most());
        if (work.target() > 0) {
            json.put("target", work.target());
            json.put("met", row.met());
        }
        json.put("others", work.others());
        json.put("missing", row.missing());
        json.put("noisy_runs", row.noisyRuns());
        json.put("note", row.note());
        json.put("runs", all(row.runs()));
        return json;
    }

    public static List<Map<String, Object>> all(List<Figures> runs) {
        return runs.stream().map(Figures::all).toList();
    }

    /// Writes it as JSON, and says where.
    public static void write(Path file, Object report) {
        write(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
    }

    /// Writes the text, and says where.
    public static void write(Path file, String text) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(file, text);
            System.out.println("written to " + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
