package dev.carillon.bench;

import dev.carillon.bench.load.Crowd;
import dev.carillon.bench.load.Shape;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Work;
import dev.carillon.bench.server.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The rows about messages over the wire protocol.
final class MessageScenes {
    private final Effort effort;

    MessageScenes(Effort effort) {
        this.effort = effort;
    }

    List<Row> passing() {
        var pairs = Shape.pairs(false, false, effort.bytes());
        try (var server = ServerProcess.fresh();
                var crowd = crowd(server)) {
            List<Row> rows = new ArrayList<>();
            var closed = MessageRuns.closedLoop(server, crowd, pairs, effort);
            rows.add(closed.row(Work.TRANSIENT, MessageRuns.DELIVERED, "Not answered, as with the others."));
            rows.add(closed.row(
                    Work.CPU_TRANSIENT, MessageRuns.SERVER_EACH, "In the runs of the row \"1:1, transient\"."));
            rows.add(closed.row(
                    Work.RSS_TRANSIENT,
                    MessageRuns.MEMORY,
                    "Resident memory of the whole process at the end of these runs; no collection was asked for."));
            var steady = MessageRuns.steady(server, crowd, pairs, effort);
            rows.add(steady.row(Work.STEADY_P50, MessageRuns.DELIVERY_P50, steadyNote(steady)));
            rows.add(steady.row(
                    Work.STEADY_P99,
                    MessageRuns.DELIVERY_P99,
                    "p99.9 %.2f ms. The others' generator slept up to 0.2 ms between messages; that is in their figures."
                            .formatted(steady.worst("delivery_p999_ms"))));
            var groups = Shape.groups(false, effort.bytes(), groups(server), effort.groupSize());
            rows.add(MessageRuns.closedLoop(server, crowd, groups, effort)
                    .row(Work.GROUP_TRANSIENT, MessageRuns.DELIVERED, groupNote()));
            return rows;
        }
    }

    List<Row> durable() {
        var pairs = Shape.pairs(true, false, effort.bytes());
        try (var server = ServerProcess.fresh();
                var crowd = crowd(server)) {
            var closed = MessageRuns.closedLoop(server, crowd, pairs, effort);
            var steady = MessageRuns.steady(server, crowd, pairs, effort);
            return List.of(
                    closed.row(
                            Work.DURABLE,
                            MessageRuns.DELIVERED,
                            "A message counts when it has arrived and its sender has the ack. Recipients acknowledge"
                                    + " every 50 ms, as the SDK does. Without waiting for the disk Mosquitto does"
                                    + " 35,000."),
                    steady.row(Work.STEADY_ACK_P99, MessageRuns.ANSWER_P99, steadyNote(steady)));
        }
    }

    List<Row> receipts() {
        try (var server = ServerProcess.fresh();
                var crowd = crowd(server)) {
            return List.of(MessageRuns.closedLoop(server, crowd, Shape.pairs(true, true, effort.bytes()), effort)
                    .row(
                            Work.DURABLE_RECEIPTS,
                            MessageRuns.DELIVERED,
                            "Each message brings its sender one stored receipt, which is acknowledged too."));
        }
    }

    List<Row> group() {
        try (var server = ServerProcess.fresh();
                var crowd = crowd(server)) {
            var shape = Shape.groups(true, effort.bytes(), groups(server), effort.groupSize());
            return List.of(MessageRuns.closedLoop(server, crowd, shape, effort)
                    .row(Work.GROUP_DURABLE, MessageRuns.DELIVERED, groupNote()));
        }
    }

    private Crowd crowd(ServerProcess server) {
        return Crowd.connect(server.address(), server.backend().tokens(effort.users()));
    }

    private List<Long> groups(ServerProcess server) {
        int size = effort.groupSize();
        return IntStream.range(0, effort.groups())
                .mapToObj(group -> server.backend().group(group * size, size))
                .toList();
    }

    private String groupNote() {
        return "%d groups with one sender each; its own copy is not among the %d of a message."
                .formatted(effort.groups(), effort.groupSize() - 1);
    }

    private static String steadyNote(MessageRuns steady) {
        return "From when a message should have left; the generator spins on one of the cores, and left late itself"
                + " by %.3f ms (p50), %.3f ms (p99)."
                        .formatted(steady.worst("sent_late_p50_ms"), steady.worst("sent_late_p99_ms"));
    }
}
