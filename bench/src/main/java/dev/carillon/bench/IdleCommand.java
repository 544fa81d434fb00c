package dev.carillon.bench;

import dev.carillon.bench.report.Figures;
import dev.carillon.bench.report.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Memory of connections that are logged in and say nothing.
@Command(name = "idle", description = "Memory of idle, logged-in connections.", mixinStandardHelpOptions = true)
final class IdleCommand implements Callable<Integer> {
    private static final int WATCH_SECONDS = 5;

    @Option(names = "--connections", paramLabel = "N", description = "How many (${DEFAULT-VALUE}).")
    private int connections = 10_000;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (${DEFAULT-VALUE}).")
    private Path json = Path.of("bench-idle.json");

    @Override
    public Integer call() {
        Figures figures = IdleRuns.each(connections, WATCH_SECONDS);
        figures.print();
        Json.write(json, figures.all());
        return 0;
    }
}
