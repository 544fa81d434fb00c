package dev.carillon.bench;

import dev.carillon.bench.load.Crowd;
import dev.carillon.bench.load.HistoryReads;
import dev.carillon.bench.load.Latencies;
import dev.carillon.bench.load.Shape;
import dev.carillon.bench.load.Traffic;
import dev.carillon.bench.report.Figures;
import dev.carillon.bench.report.Series;
import dev.carillon.bench.server.Backend;
import dev.carillon.bench.server.DataFolder;
import dev.carillon.bench.server.ServerProcess;
import dev.carillon.bench.server.StoredMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/// What things cost as there are more connections, larger groups, more stored messages. Each size has a fresh
/// server, but for the stored messages, which are added to one folder.
final class Growth {
    static final String TRANSIENT = "transient_per_second";
    static final String TRANSIENT_CPU = "transient_server_us_each";
    static final String DURABLE = "durable_per_second";
    static final String DURABLE_CPU = "durable_server_us_each";
    static final String IDLE_MEMORY = "idle_rss_mib";
    static final String MEMORY = "loaded_rss_mib";
    static final String START = "start_seconds";
    static final String HISTORY_P50 = "history_p50_ms";
    static final String HISTORY_P99 = "history_p99_ms";

    /// @param connections sizes of the first series
    /// @param groups of the second
    /// @param stored of the third, ascending
    /// @param users connected where it is not connections that grow, and groups are not larger
    record Effort(
            List<Integer> connections,
            List<Integer> groups,
            List<Long> stored,
            int users,
            int warmUp,
            int seconds,
            int reads) {
        static final Effort FULL = new Effort(
                List.of(1_000, 5_000, 10_000, 18_000),
                List.of(10, 100, 1_000, 10_000),
                List.of(1_000_000L, 10_000_000L),
                500,
                15,
                10,
                2_000);
        static final Effort QUICK =
                new Effort(List.of(500, 2_000), List.of(10, 100, 1_000), List.of(10_000L, 100_000L), 500, 3, 2, 200);
        static final Effort SMALLEST = new Effort(List.of(4, 6), List.of(2, 4), List.of(100L, 200L), 4, 0, 1, 10);
    }

    private static final int BYTES = 100;
    private static final int IN_FLIGHT = 4;
    private static final int MOST_GROUPS = 50;
    private static final double LOOK_SECONDS = 2;

    private final Effort effort;
    private long missing;

    Growth(Effort effort) {
        this.effort = effort;
    }

    /// Messages lost, repeated or out of order until now.
    long missing() {
        return missing;
    }

    // --- connections

    /// Everybody sends, with one message under way each, so all connections are in use.
    Series connections() {
        return series("connections", effort.connections(), size -> {
            try (var server = ServerProcess.fresh();
                    var crowd = Crowd.connect(server.address(), server.backend().tokens((int) size))) {
                crowd.runFor(LOOK_SECONDS);
                var figures = new Figures().put(IDLE_MEMORY, server.residentKib() / 1024.0);
                run(figures, server, crowd, Shape.pairs(false, false, BYTES), 1);
                run(figures, server, crowd, Shape.pairs(true, false, BYTES), 1);
                return figures.put(MEMORY, server.residentKib() / 1024.0);
            }
        });
    }

    // --- groups

    /// All members are connected.
    Series groups() {
        return series("members of a group", effort.groups(), size -> {
            int members = (int) size;
            int users = Math.max(members, effort.users());
            int groups = Math.min(MOST_GROUPS, users / members);
            try (var server = ServerProcess.fresh();
                    var crowd = Crowd.connect(
                            server.address(), server.backend().tokens(Math.max(members, groups * members)))) {
                List<Long> gids = IntStream.range(0, groups)
                        .mapToObj(group -> server.backend().group(group * members, members))
                        .toList();
                var figures = new Figures();
                run(figures, server, crowd, Shape.groups(false, BYTES, gids, members), IN_FLIGHT);
                run(figures, server, crowd, Shape.groups(true, BYTES, gids, members), IN_FLIGHT);
                return figures.put(MEMORY, server.residentKib() / 1024.0);
            }
        });
    }

    // --- stored messages

    Series stored() {
        try (var folder = DataFolder.create()) {
            List<Backend.User> users;
            try (var server = ServerProcess.on(folder)) {
                users = server.backend().users(effort.users());
            }
            var history = new StoredMessages(users, BYTES);
            var before = new ArrayList<>(List.of(0L));
            return series("stored messages", effort.stored(), size -> {
                history.fill(folder, before.getLast(), size);
                before.add(size);
                return stored(folder, users, size, before.size());
            });
        }
    }

    private Figures stored(DataFolder folder, List<Backend.User> users, long size, int loads) {
        List<String> tokens = users.stream().map(Backend.User::token).toList();
        try (var server = ServerProcess.on(folder);
                var crowd = Crowd.connect(server.address(), tokens, loads)) {
            var figures = new Figures().put(START, server.starting().seconds());
            Latencies reads = HistoryReads.measure(crowd, size, effort.reads());
            figures.put(HISTORY_P50, reads.millis(0.5)).put(HISTORY_P99, reads.millis(0.99));
            run(figures, server, crowd, Shape.pairs(true, false, BYTES), IN_FLIGHT);
            return figures;
        }
    }

    // ---

    private void run(Figures figures, ServerProcess server, Crowd crowd, Shape shape, int inFlight) {
        var traffic = Traffic.closedLoop(crowd, shape, inFlight);
        var measured = MessageRuns.of(server, crowd, traffic, effort.warmUp(), 1, effort.seconds());
        missing += measured.missing();
        Figures run = measured.runs().getFirst();
        figures.put(shape.stored() ? DURABLE : TRANSIENT, run.number(MessageRuns.DELIVERED))
                .put(shape.stored() ? DURABLE_CPU : TRANSIENT_CPU, run.number(MessageRuns.SERVER_EACH))
                .put(
                        (shape.stored() ? "durable" : "transient") + "_other_cpu_percent",
                        run.number("other_cpu_percent"));
    }

    private static Series series(String grows, List<? extends Number> sizes, LongFunction<Figures> measure) {
        List<Series.Point> points = new ArrayList<>();
        for (Number size : sizes) {
            System.err.printf("measuring %,d %s%n", size.longValue(), grows);
            points.add(new Series.Point(size.longValue(), measure.apply(size.longValue())));
        }
        return new Series(grows, points);
    }
}
