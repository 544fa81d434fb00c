package dev.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Names and figures, printed as a table and written as JSON.
final class Report {
    private final Map<String, Object> rows = new LinkedHashMap<>();

    void row(String name, Object value) {
        rows.put(name, value instanceof Double number ? Math.round(number * 100) / 100.0 : value);
    }

    void print() {
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        rows.forEach((name, value) ->
                System.out.printf(Locale.ROOT, "%-" + width + "s  %s%n", name.replace('_', ' '), value));
    }

    void write(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(
                    file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
            System.out.println("written to " + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
