package dev.carillon.bench;

import dev.carillon.bench.load.Crowd;
import dev.carillon.bench.load.Shape;
import dev.carillon.bench.load.Traffic;
import dev.carillon.bench.report.Figures;
import dev.carillon.bench.report.Json;
import dev.carillon.bench.server.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One load of messages, as asked for.
@Command(
        name = "messages",
        description = "Throughput and latency of messages, in a closed loop or at a steady rate.",
        mixinStandardHelpOptions = true)
final class MessagesCommand implements Callable<Integer> {
    @Option(names = "--users", paramLabel = "N", description = "Connections (${DEFAULT-VALUE}).")
    private int users = 500;

    @Option(names = "--in-flight", paramLabel = "N", description = "Messages under way a sender (${DEFAULT-VALUE}).")
    private int inFlight = 4;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "So many messages a second in all, at even times, instead of a closed loop.")
    private int rate;

    @Option(names = "--seconds", paramLabel = "S", description = "How long a run is (${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(names = "--runs", paramLabel = "N", description = "How many runs (${DEFAULT-VALUE}).")
    private int runs = 1;

    @Option(names = "--warm-up", paramLabel = "S", description = "How long before that (${DEFAULT-VALUE}).")
    private int warmUp = 15;

    @Option(names = "--bytes", paramLabel = "N", description = "Of text in a message (${DEFAULT-VALUE}).")
    private int bytes = 100;

    @Option(names = "--receipts", description = "Delivery receipts back to the sender.")
    private boolean receipts;

    @Option(names = "--group", paramLabel = "N", description = "To groups of N with one sender each, not in pairs.")
    private int group;

    @Option(names = "--transient", description = "Not stored and not answered.")
    private boolean passing;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (${DEFAULT-VALUE}).")
    private Path json = Path.of("bench-messages.json");

    @Override
    public Integer call() {
        String problem = problem();
        if (problem != null) {
            System.err.println("bench: " + problem);
            return 2;
        }
        try (var server = ServerProcess.fresh();
                var crowd = Crowd.connect(server.address(), server.backend().tokens(users))) {
            Shape shape = shape(server);
            var traffic = rate > 0 ? Traffic.scheduled(crowd, shape, rate) : Traffic.closedLoop(crowd, shape, inFlight);
            var measured = MessageRuns.of(server, crowd, traffic, warmUp, runs, seconds);
            measured.runs().forEach(Figures::print);
            System.out.println("missing  " + measured.missing());
            Json.write(json, Json.all(measured.runs()));
            return measured.missing() > 0 ? 1 : 0;
        }
    }

    private @Nullable String problem() {
        if (users < 2 || users > 50_000) {
            return "--users: 2 to 50000";
        }
        if (inFlight < 1 || inFlight > Traffic.MOST_IN_FLIGHT) {
            return "--in-flight: 1 to " + Traffic.MOST_IN_FLIGHT;
        }
        if (group == 1 || group < 0 || group > users) {
            return "--group: 2 to the number of users";
        }
        if (bytes < 0 || bytes > 60_000) {
            return "--bytes: 0 to 60000";
        }
        return seconds < 1 || runs < 1 || warmUp < 0 || rate < 0 ? "times and numbers must be above 0" : null;
    }

    private Shape shape(ServerProcess server) {
        boolean stored = !passing;
        if (group == 0) {
            return Shape.pairs(stored, receipts, bytes);
        }
        List<Long> gids = IntStream.range(0, users / group)
                .mapToObj(i -> server.backend().group(i * group, group))
                .toList();
        return Shape.groups(stored, bytes, gids, group);
    }
}
