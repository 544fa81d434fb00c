package dev.carillon.bench;

import dev.carillon.bench.load.HttpCalls;
import dev.carillon.bench.load.HttpWork;
import dev.carillon.bench.load.Latencies;
import dev.carillon.bench.report.Figures;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Work;
import dev.carillon.bench.server.Backend;
import dev.carillon.bench.server.ServerProcess;
import dev.carillon.bench.server.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The rows about the Backend API.
final class HttpScene {
    private static final String ANSWERED = "answered_per_second";
    private static final int CONNECTIONS = 64;

    private final Effort effort;

    HttpScene(Effort effort) {
        this.effort = effort;
    }

    List<Row> rows() {
        try (var server = ServerProcess.fresh()) {
            Backend backend = server.backend();
            int users = backend.users(effort.users()).size();
            String text = "x".repeat(effort.bytes());
            List<Figures> messages = runs(server, n -> backend.message(n % users, (n + 1) % users, text));
            List<Figures> creations = runs(server, n -> backend.userAdd(users + n));
            return List.of(
                    new Row(
                            Work.USERS,
                            ANSWERED,
                            creations,
                            0,
                            CONNECTIONS + " kept-alive connections with one request each under way; each new user"
                                    + " gets a token."),
                    new Row(
                            Work.HTTP_MESSAGES,
                            ANSWERED,
                            messages,
                            0,
                            CONNECTIONS + " connections, " + users + " recipients in turn, nobody online."));
        }
    }

    private List<Figures> runs(ServerProcess server, IntFunction<String> request) {
        var work = new HttpWork() {
            @Override
            public @Nullable String next(int index) {
                return request.apply(index);
            }

            @Override
            public void answered(int index, byte[] bytes, int at, int length) {
                // that it was a yes is enough
            }
        };
        List<Figures> figures = new ArrayList<>();
        try (var calls = new HttpCalls(server.address(), CONNECTIONS, work)) {
            calls.runFor(effort.warmUp());
            for (int i = 0; i < effort.runs(); i++) {
                var meter = server.meter();
                Latencies latencies = calls.measure(effort.seconds());
                figures.add(figures(ANSWERED, latencies, meter.read()));
            }
            calls.drain();
        }
        return figures;
    }

    static Figures figures(String name, Latencies latencies, Usage usage) {
        double each = Math.max(1, latencies.total());
        return new Figures()
                .put("seconds", usage.seconds())
                .put(name, latencies.total() / usage.seconds())
                .put("p50_ms", latencies.millis(0.5))
                .put("p99_ms", latencies.millis(0.99))
                .put("server_us_each", usage.server() / each)
                .put("client_us_each", usage.client() / each)
                .put("server_cpu_percent", usage.serverPercent())
                .put("client_cpu_percent", usage.clientPercent())
                .put("other_cpu_percent", usage.otherPercent())
                .noisy(usage.noisy());
    }
}
