package dev.carillon.bench;

import dev.carillon.bench.load.LoginChurn;
import dev.carillon.bench.report.Figures;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Work;
import dev.carillon.bench.server.DataFolder;
import dev.carillon.bench.server.ServerProcess;
import dev.carillon.bench.server.StoredMessages;
import dev.carillon.bench.server.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The rows about logins, idle connections and the start.
final class OtherScenes {
    private static final int LOGINS_AT_ONCE = 64;
    private static final int LOGIN_USERS = 500;
    private static final int STORED_USERS = 500;
    private static final String START = "seconds_to_ready";

    private final Effort effort;

    OtherScenes(Effort effort) {
        this.effort = effort;
    }

    List<Row> logins() {
        String rate = "logins_per_second";
        List<Figures> runs = new ArrayList<>();
        try (var server = ServerProcess.fresh();
                var churn = new LoginChurn(server.address(), server.backend().tokens(LOGIN_USERS), LOGINS_AT_ONCE)) {
            churn.runFor(effort.warmUp());
            for (int i = 0; i < effort.runs(); i++) {
                var meter = server.meter();
                var latencies = churn.measure(effort.seconds());
                runs.add(HttpScene.figures(rate, latencies, meter.read()));
            }
        }
        return List.of(new Row(
                Work.LOGINS,
                rate,
                runs,
                0,
                "Connect, WebSocket handshake, hello, welcome, and the end of the connection; " + LOGINS_AT_ONCE
                        + " at a time."));
    }

    List<Row> idle() {
        return List.of(
                idle(Work.IDLE_5000, effort.idle(), Effort.FULL.idle()),
                idle(Work.IDLE_18000, effort.moreIdle(), Effort.FULL.moreIdle()),
                new Row(
                        Work.RSS_IDLE,
                        IdleRuns.MEMORY,
                        List.of(IdleRuns.memory(effort.idleMemory(), effort.idleSeconds())),
                        0,
                        counted(effort.idleMemory(), Effort.FULL.idleMemory(), "connections")
                                + "Resident memory of the whole process; no collection was asked for."));
    }

    private Row idle(Work work, int connections, int full) {
        return new Row(
                work,
                IdleRuns.EACH,
                List.of(IdleRuns.each(connections, effort.idleSeconds())),
                0,
                counted(connections, full, "connections")
                        + "Heap after a full collection, and what the process grew by outside of it.");
    }

    /// Says so where this effort takes fewer than the title of the row says.
    private static String counted(long really, long full, String what) {
        return really == full ? "" : "ONLY %,d %s. ".formatted(really, what);
    }

    List<Row> start() {
        List<Figures> empty = IntStream.range(0, effort.starts())
                .mapToObj(_ -> {
                    try (var server = ServerProcess.fresh()) {
                        return started(server);
                    }
                })
                .toList();
        return List.of(
                new Row(Work.START_EMPTY, START, empty, 0, "Until the process says ready; files are in the cache."),
                new Row(
                        Work.START_FULL,
                        START,
                        fullStarts(),
                        0,
                        counted(effort.stored(), Effort.FULL.stored(), "messages")
                                + "Between %,d users.".formatted(STORED_USERS)));
    }

    private List<Figures> fullStarts() {
        try (var folder = DataFolder.create()) {
            fill(folder, effort.stored(), effort.bytes());
            return IntStream.range(0, effort.starts())
                    .mapToObj(_ -> {
                        try (var server = ServerProcess.on(folder)) {
                            return started(server);
                        }
                    })
                    .toList();
        }
    }

    private static Figures started(ServerProcess server) {
        Usage usage = server.starting();
        return new Figures()
                .put(START, usage.seconds())
                .put("server_cpu_percent", usage.serverPercent())
                .put("other_cpu_percent", usage.otherPercent())
                .noisy(usage.noisy());
    }

    private static void fill(DataFolder folder, long messages, int bytes) {
        try (var server = ServerProcess.on(folder)) {
            var users = server.backend().users(STORED_USERS);
            server.close();
            new StoredMessages(users, bytes).fill(folder, 0, messages);
        }
    }
}
