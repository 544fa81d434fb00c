package dev.carillon.bench;

import dev.carillon.bench.report.Json;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.server.Machine;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// All rows of the table, each scene on a server of its own.
final class Bench {
    private final Effort effort;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Instant begun = Instant.now();

    private Bench(Effort effort) {
        this.effort = effort;
    }

    static Bench run(Effort effort) {
        var bench = new Bench(effort);
        var messages = new MessageScenes(effort);
        var others = new OtherScenes(effort);
        bench.play("transient messages", messages::passing);
        bench.play("durable messages", messages::durable);
        bench.play("durable messages with receipts", messages::receipts);
        bench.play("durable messages to groups", messages::group);
        bench.play("the Backend API", new HttpScene(effort)::rows);
        bench.play("logins", others::logins);
        bench.play("idle connections", others::idle);
        bench.play("the start", others::start);
        bench.rows.sort(Comparator.comparing(Row::work));
        return bench;
    }

    /// A scene that fails costs its rows, not the others.
    private void play(String name, Supplier<List<Row>> scene) {
        long start = System.nanoTime();
        System.err.print("measuring " + name + " … ");
        try {
            rows.addAll(scene.get());
            System.err.printf("%d s%n", Math.round((System.nanoTime() - start) / 1e9));
        } catch (IllegalStateException | UncheckedIOException e) {
            failures.add(name + ": " + e.getMessage());
            System.err.println("failed: " + e.getMessage());
        }
    }

    /// In the sequence of [dev.carillon.bench.report.Work].
    List<Row> rows() {
        return rows;
    }

    /// Scenes that could not be measured, and why.
    List<String> failures() {
        return failures;
    }

    /// Whether everything was measured, and no message was lost, repeated or out of order.
    boolean sound() {
        return failures.isEmpty() && rows.stream().allMatch(row -> row.missing() == 0);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("effort", effort);
        json.put("begun", begun.truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("machine", Machine.here());
        json.put("failures", failures);
        json.put("rows", rows.stream().map(Json::of).toList());
        return json;
    }
}
