package dev.carillon.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Files on the disk.
class DiskDepotTest extends DepotContract {
    @Override
    Depot open() throws IOException {
        return new DiskDepot(Files.createDirectories(folder.resolve("whole")));
    }

    @Override
    int count() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("whole"))) {
            return (int) all.filter(Files::isRegularFile).count();
        }
    }
}
