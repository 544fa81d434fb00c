package dev.carillon.bench;

import dev.carillon.bench.report.Json;
import dev.carillon.bench.report.Plot;
import dev.carillon.bench.report.Series;
import dev.carillon.bench.server.Machine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Cost as work grows, as a table, JSON and a plot.
@Command(
        name = "growth",
        description = "Cost as there are more connections, larger groups, more stored messages.",
        mixinStandardHelpOptions = true)
final class GrowthCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "Small sizes and short runs.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (${DEFAULT-VALUE}).")
    private Path json = Path.of("bench-growth.json");

    @Option(names = "--svg", paramLabel = "FILE", description = "Where the plot goes (${DEFAULT-VALUE}).")
    private Path svg = Path.of("bench-growth.svg");

    @Override
    public Integer call() {
        var growth = new Growth(quick ? Growth.Effort.QUICK : Growth.Effort.FULL);
        Series connections = growth.connections();
        Series groups = growth.groups();
        Series stored = growth.stored();
        List<Series> all = List.of(connections, groups, stored);
        all.forEach(Series::print);
        System.out.println("missing  " + growth.missing());
        Json.write(json, report(all, growth.missing()));
        Json.write(svg, Plot.page(plots(connections, groups, stored)));
        return growth.missing() > 0 ? 1 : 0;
    }

    private static Map<String, Object> report(List<Series> all, long missing) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", Machine.here());
        report.put("missing", missing);
        report.put("series", all.stream().map(Series::json).toList());
        return report;
    }

    static List<Plot> plots(Series connections, Series groups, Series stored) {
        return List.of(
                connections.plot("messages a second", both(Growth.DURABLE, Growth.TRANSIENT)),
                connections.plot("server CPU, µs a message", both(Growth.DURABLE_CPU, Growth.TRANSIENT_CPU)),
                connections.plot("memory, MiB", ordered("idle", Growth.IDLE_MEMORY, "after the load", Growth.MEMORY)),
                groups.plot("copies a second", both(Growth.DURABLE, Growth.TRANSIENT)),
                groups.plot("server CPU, µs a copy", both(Growth.DURABLE_CPU, Growth.TRANSIENT_CPU)),
                stored.plot("durable messages a second", Map.of("durable", Growth.DURABLE)),
                stored.plot(
                        "reading 100 messages of history, ms",
                        ordered("p50", Growth.HISTORY_P50, "p99", Growth.HISTORY_P99)),
                stored.plot("process start to ready, s", Map.of("start", Growth.START)));
    }

    private static Map<String, String> both(String durable, String passing) {
        return ordered("durable", durable, "transient", passing);
    }

    private static Map<String, String> ordered(String name, String figure, String otherName, String otherFigure) {
        Map<String, String> ordered = new LinkedHashMap<>();
        ordered.put(name, figure);
        ordered.put(otherName, otherFigure);
        return ordered;
    }
}
