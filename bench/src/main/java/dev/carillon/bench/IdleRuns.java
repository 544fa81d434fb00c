package dev.carillon.bench;

import dev.carillon.bench.load.Crowd;
import dev.carillon.bench.report.Figures;
import dev.carillon.bench.server.ServerProcess;
import java.util.List;

/// Connections that are logged in and say nothing.
final class IdleRuns {
    static final String EACH = "kib_per_connection";
    static final String MEMORY = "server_rss_mib";

    private static final int FIRST_USERS = 500;
    /// How much longer than the time of watching it may take until the server is quiet.
    private static final int QUIET = 6;

    private IdleRuns() {}

    /// What each of them costs a fresh process.
    ///
    /// The heap is touched in full at the start, so that what the process grows by afterwards lies outside of it; a
    /// full collection precedes each look. So that what comes with the first users is there before, some connect
    /// and leave. What the kernel keeps for a socket is not counted.
    static Figures each(int connections, int seconds) {
        try (var server = ServerProcess.fresh("-XX:+AlwaysPreTouch")) {
            List<String> tokens = server.backend().tokens(connections);
            Crowd.connect(server.address(), tokens.subList(0, Math.min(FIRST_USERS, connections)))
                    .close();
            server.awaitQuiet(QUIET * seconds);
            var before = server.memory();
            long start = System.nanoTime();
            try (var crowd = Crowd.connect(server.address(), tokens)) {
                double connecting = (System.nanoTime() - start) / 1e9;
                server.awaitQuiet(QUIET * seconds);
                var idle = server.memory();
                var meter = server.meter();
                crowd.runFor(seconds);
                double cpu = meter.read().serverPercent();
                crowd.close();
                server.awaitQuiet(QUIET * seconds);
                return figures(connections, before, idle, server.memory())
                        .put("idle_cpu_percent_of_a_core", cpu)
                        .put("logins_per_second_cold", connections / connecting);
            }
        }
    }

    private static Figures figures(
            int connections, ServerProcess.Memory before, ServerProcess.Memory idle, ServerProcess.Memory after) {
        return new Figures()
                .put("connections", connections)
                .put("heap_before_kib", before.heap())
                .put("heap_idle_kib", idle.heap())
                .put("heap_after_kib", after.heap())
                .put("outside_before_kib", before.outside())
                .put("outside_idle_kib", idle.outside())
                .put("outside_after_kib", after.outside())
                .put("heap_kib_per_connection", (double) (idle.heap() - before.heap()) / connections)
                .put("outside_kib_per_connection", (double) (idle.outside() - before.outside()) / connections)
                .put(EACH, (double) (idle.sum() - before.sum()) / connections);
    }

    /// What the whole process takes with so many, as the launcher starts it and as the system counts it.
    static Figures memory(int connections, int seconds) {
        try (var server = ServerProcess.fresh()) {
            List<String> tokens = server.backend().tokens(connections);
            try (var crowd = Crowd.connect(server.address(), tokens)) {
                crowd.runFor(seconds);
                return new Figures().put("connections", connections).put(MEMORY, server.residentKib() / 1024.0);
            }
        }
    }
}
