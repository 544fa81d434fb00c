package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Messages a second, end to end, in a closed loop: each sender has so many messages under way, and sends the next
/// one when one of them was both answered and received by all its recipients.
@Command(
        name = "messages",
        description = "Throughput and latency of messages in a closed loop.",
        mixinStandardHelpOptions = true)
final class MessagesCommand implements Callable<Integer> {
    private static final long DRAIN_NANOS = 5_000_000_000L;

    @Option(names = "--users", paramLabel = "N", description = "Connections (${DEFAULT-VALUE}).")
    private int users = 500;

    @Option(names = "--in-flight", paramLabel = "N", description = "Messages under way a sender (${DEFAULT-VALUE}).")
    private int inFlight = 4;

    @Option(names = "--seconds", paramLabel = "S", description = "How long it is measured (${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(names = "--warm-up", paramLabel = "S", description = "How long before that (${DEFAULT-VALUE}).")
    private int warmUp = 15;

    @Option(names = "--bytes", paramLabel = "N", description = "Of text in a message (${DEFAULT-VALUE}).")
    private int bytes = 100;

    @Option(names = "--no-receipts", description = "Ask for no delivery and read receipts.")
    private boolean noReceipts;

    @ArgGroup
    private Kind kind = new Kind();

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (${DEFAULT-VALUE}).")
    private Path json = Path.of("target/bench-messages.json");

    /// To whom, and whether it is stored.
    static final class Kind {
        @Option(names = "--durable", description = "Each to its partner; stored before it is answered. The default.")
        private boolean durable;

        @Option(names = "--transient", description = "Each to its partner; not stored.")
        private boolean passing;

        @Option(names = "--group", paramLabel = "N", description = "Stored, to groups of N with one sender each.")
        private int group;

        String name() {
            if (group > 0) {
                return "groups of " + group;
            }
            return passing && !durable ? "transient" : "durable";
        }
    }

    @Override
    public Integer call() throws IOException {
        if (users < 2 || inFlight < 1 || inFlight > 200 || seconds < 1 || bytes > 60_000 || kind.group > users) {
            System.err.println("bench: needs at least 2 users, 1 to 200 in flight, and a group within the users");
            return 2;
        }
        try (var server = ServerUnderTest.start();
                var loop = new Loop(server.address())) {
            List<String> tokens = server.backend().users(users);
            var load = new Traffic(shape(server), bytes, flags());
            loop.connect(tokens);
            loop.load(load);
            load.start(loop.links());
            loop.runUntil(System.nanoTime() + warmUp * 1_000_000_000L);

            long cpu = server.cpu().toMillis();
            long own = ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .orElseThrow()
                    .toMillis();
            load.measure(true);
            long start = System.nanoTime();
            loop.runUntil(start + seconds * 1_000_000_000L);
            load.measure(false);
            double elapsed = (System.nanoTime() - start) / 1e9;
            cpu = server.cpu().toMillis() - cpu;
            own = ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElseThrow()
                            .toMillis()
                    - own;

            load.stop();
            long deadline = System.nanoTime() + DRAIN_NANOS;
            while (load.missing() > 0 && System.nanoTime() < deadline) {
                loop.runUntil(Math.min(deadline, System.nanoTime() + 50_000_000L));
            }
            report(load, elapsed, cpu, own).write(json);
            return load.missing() > 0 || load.refused() > 0 ? 1 : 0;
        }
    }

    private int flags() {
        return (kind.passing ? 4 : 0) | (noReceipts ? 0 : 3);
    }

    private Traffic.Shape shape(ServerUnderTest server) {
        if (kind.group == 0) {
            return new Traffic.Shape(users, inFlight, 0, new long[0]);
        }
        long[] gids = new long[users / kind.group];
        for (int i = 0; i < gids.length; i++) {
            gids[i] = server.backend().group(i * kind.group, kind.group);
        }
        return new Traffic.Shape(users, inFlight, kind.group, gids);
    }

    private Report report(Traffic load, double elapsed, long serverMillis, long ownMillis) {
        long delivered = load.deliveries().total();
        var report = new Report();
        report.row("mode", kind.name());
        report.row("receipts", !noReceipts);
        report.row("users", users);
        report.row("in_flight_each", inFlight);
        report.row("seconds", elapsed);
        report.row("delivered_per_second", Math.round(delivered / elapsed));
        report.row("answered_per_second", Math.round(load.answers().total() / elapsed));
        report.row("delivery_p50_ms", load.deliveries().millis(0.5));
        report.row("delivery_p99_ms", load.deliveries().millis(0.99));
        report.row("answer_p50_ms", load.answers().millis(0.5));
        report.row("answer_p99_ms", load.answers().millis(0.99));
        report.row("server_cpu_microseconds_per_delivery", serverMillis * 1_000.0 / Math.max(1, delivered));
        report.row("client_cpu_microseconds_per_delivery", ownMillis * 1_000.0 / Math.max(1, delivered));
        report.row("server_cpu_percent", serverMillis / elapsed / 10);
        report.row("client_cpu_percent", ownMillis / elapsed / 10);
        report.row("refused", load.refused());
        report.row("missing", load.missing());
        report.print();
        return report;
    }
}
