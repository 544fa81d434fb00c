package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Memory of connections that are logged in and say nothing.
///
/// The heap is touched in full at the start, so that what the process grows by afterwards lies outside of it; a full
/// collection precedes each look. What the kernel keeps for a socket is not counted.
@Command(name = "idle", description = "Memory of idle, logged-in connections.", mixinStandardHelpOptions = true)
final class IdleCommand implements Callable<Integer> {
    private static final double TARGET_KIB = 6;

    @Option(names = "--connections", paramLabel = "N", description = "How many (${DEFAULT-VALUE}).")
    private int connections = 10_000;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (${DEFAULT-VALUE}).")
    private Path json = Path.of("target/bench-idle.json");

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var server = ServerUnderTest.start("-XX:+AlwaysPreTouch")) {
            System.out.println("creating " + connections + " users");
            List<String> tokens = server.backend().users(connections);
            warmUp(server, tokens);
            server.awaitQuiet();
            var before = server.memory();

            System.out.println("connecting");
            long start = System.nanoTime();
            var loop = new Loop(server.address());
            try (loop) {
                loop.connect(tokens);
                double seconds = (System.nanoTime() - start) / 1e9;
                server.awaitQuiet();
                var idle = server.memory();
                long cpu = server.cpu().toMillis();
                Thread.sleep(5_000);
                double idleCpu = (server.cpu().toMillis() - cpu) / 50.0;
                loop.close();
                server.awaitQuiet();
                report(before, idle, server.memory(), seconds, idleCpu).write(json);
            }
        }
        return 0;
    }

    /// So that classes, caches and threads that come with the first users are there before.
    private static void warmUp(ServerUnderTest server, List<String> tokens) throws IOException {
        try (var loop = new Loop(server.address())) {
            loop.connect(tokens.subList(0, Math.min(500, tokens.size())));
        }
    }

    private Report report(
            ServerUnderTest.Memory before,
            ServerUnderTest.Memory idle,
            ServerUnderTest.Memory after,
            double seconds,
            double idleCpu) {
        var report = new Report();
        report.row("connections", connections);
        report.row("logins_per_second", connections / seconds);
        report.row("heap_before_KiB", before.heap());
        report.row("heap_idle_KiB", idle.heap());
        report.row("heap_after_KiB", after.heap());
        report.row("outside_before_KiB", before.outside());
        report.row("outside_idle_KiB", idle.outside());
        report.row("outside_after_KiB", after.outside());
        report.row("heap_KiB_per_connection", each(idle.heap() - before.heap()));
        report.row("outside_KiB_per_connection", each(idle.outside() - before.outside()));
        report.row("KiB_per_connection", each(idle.sum() - before.sum()));
        report.row("target_KiB_per_connection", TARGET_KIB);
        report.row("idle_cpu_percent_of_a_core", idleCpu);
        report.print();
        return report;
    }

    private double each(long kib) {
        return (double) kib / connections;
    }
}
