package dev.carillon.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A folder for the server's data, empty at first and deleted at the end.
public final class DataFolder implements AutoCloseable {
    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    public static DataFolder create() {
        try {
            return new DataFolder(Files.createTempDirectory("carillon-bench-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try (var files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
