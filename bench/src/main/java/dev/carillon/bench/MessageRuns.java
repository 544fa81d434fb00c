package dev.carillon.bench;

import dev.carillon.bench.load.Crowd;
import dev.carillon.bench.load.Shape;
import dev.carillon.bench.load.Traffic;
import dev.carillon.bench.report.Figures;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Work;
import dev.carillon.bench.server.ServerProcess;
import dev.carillon.bench.server.Usage;
import java.util.ArrayList;
import java.util.List;

/// Runs of one load of messages on one server, and whether all of them arrived.
///
/// @param missing lost, repeated or out of order, in all runs together
/// @param refused by the server
record MessageRuns(List<Figures> runs, long missing, long refused) {
    static final String DELIVERED = "delivered_per_second";
    static final String SERVER_EACH = "server_us_each";
    static final String DELIVERY_P50 = "delivery_p50_ms";
    static final String DELIVERY_P99 = "delivery_p99_ms";
    static final String ANSWER_P99 = "answer_p99_ms";
    static final String MEMORY = "server_rss_mib";

    /// Lets the load go on for `warmUp` seconds, then takes the runs, one after the other, then waits for what is
    /// under way.
    ///
    /// @throws IllegalStateException when the server refuses messages: nothing was measured then
    static MessageRuns of(ServerProcess server, Crowd crowd, Traffic traffic, int warmUp, int runs, int seconds) {
        crowd.runFor(warmUp);
        List<Figures> figures = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            var meter = server.meter();
            Traffic.Tally tally = traffic.measure(seconds);
            figures.add(figures(tally, meter.read(), server.residentKib()));
        }
        traffic.drain();
        if (traffic.refused() > 0) {
            throw new IllegalStateException(
                    "the server refused " + traffic.refused() + " messages, the first so: " + traffic.firstRefusal());
        }
        return new MessageRuns(figures, traffic.missing(), traffic.refused());
    }

    static MessageRuns closedLoop(ServerProcess server, Crowd crowd, Shape shape, Effort effort) {
        var traffic = Traffic.closedLoop(crowd, shape, effort.inFlight());
        return of(server, crowd, traffic, effort.warmUp(), effort.runs(), effort.seconds());
    }

    static MessageRuns steady(ServerProcess server, Crowd crowd, Shape shape, Effort effort) {
        var traffic = Traffic.scheduled(crowd, shape, effort.rate());
        return of(server, crowd, traffic, effort.warmUp(), effort.steadyRuns(), effort.steadySeconds());
    }

    private static Figures figures(Traffic.Tally tally, Usage usage, long residentKib) {
        var deliveries = tally.deliveries();
        var answers = tally.answers();
        double each = Math.max(1, deliveries.total());
        var figures = new Figures()
                .put("seconds", usage.seconds())
                .put(DELIVERED, deliveries.total() / usage.seconds())
                .put(DELIVERY_P50, deliveries.millis(0.5))
                .put(DELIVERY_P99, deliveries.millis(0.99))
                .put("delivery_p999_ms", deliveries.millis(0.999));
        if (answers.total() > 0) {
            figures.put("answered_per_second", answers.total() / usage.seconds())
                    .put("answer_p50_ms", answers.millis(0.5))
                    .put(ANSWER_P99, answers.millis(0.99))
                    .put("answer_p999_ms", answers.millis(0.999));
        }
        if (tally.lateness().total() > 0) {
            figures.put("sent_late_p50_ms", tally.lateness().millis(0.5))
                    .put("sent_late_p99_ms", tally.lateness().millis(0.99));
        }
        return figures.put(SERVER_EACH, usage.server() / each)
                .put("client_us_each", usage.client() / each)
                .put("server_cpu_percent", usage.serverPercent())
                .put("client_cpu_percent", usage.clientPercent())
                .put("other_cpu_percent", usage.otherPercent())
                .put(MEMORY, residentKib / 1024.0)
                .noisy(usage.noisy());
    }

    /// The largest of a figure over the runs.
    double worst(String figure) {
        return runs.stream().mapToDouble(run -> run.number(figure)).max().orElseThrow();
    }

    Row row(Work work, String figure, String note) {
        return new Row(work, figure, runs, missing, note);
    }
}
