package dev.carillon.messaging;

import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Histogram;
import dev.carillon.metrics.Metrics;
import dev.carillon.protocol.ErrorCode;
import java.util.EnumMap;
import java.util.Map;

/// Counts messages and their times. Safe for all threads.
final class Traffic {
    private final Kind stored = new Kind();
    private final Kind transients = new Kind();
    private final Counter repeated = new Counter();
    private final Counter scheduled = new Counter();
    private final Counter acknowledged = new Counter();
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);
    private final Histogram deliveries = Histogram.ofTimes();

    Traffic() {
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(code, new Counter());
        }
    }

    /// Messages that are stored, or those that are not.
    private record Kind(Counter toUsers, Counter toGroups, Counter byBackends, Histogram acks) {
        Kind() {
            this(new Counter(), new Counter(), new Counter(), Histogram.ofTimes());
        }

        void accepted(Draft draft, Sender sender, long nanos) {
            (draft.gid() == 0 ? toUsers : toGroups).increment();
            if (sender.backend()) {
                byBackends.increment();
            }
            acks.record(nanos);
        }

        void measure(Metrics metrics, String kind) {
            String name = "carillon_messages_total";
            String help = "Messages accepted; durable ones are on the disk, transient ones are not stored";
            metrics.count(name, help, toUsers::value, "kind", kind, "to", "user");
            metrics.count(name, help, toGroups::value, "kind", kind, "to", "group");
            metrics.count(
                    "carillon_messages_by_backends_total",
                    "Those of the accepted messages that came by the Backend API",
                    byBackends::value,
                    "kind",
                    kind);
            metrics.histogram(
                    "carillon_ack_seconds",
                    "From taking up a message to its answer: for a durable one, until it is on the disk",
                    acks::snapshot,
                    "kind",
                    kind);
        }
    }

    /// Counts what becomes of a draft that is taken up now.
    SendAnswer timed(Draft draft, Sender sender, SendAnswer answer) {
        long begun = System.nanoTime();
        return new SendAnswer() {
            @Override
            public void result(SendResult result) {
                answered(draft, sender, result, System.nanoTime() - begun);
                answer.result(result);
            }

            @Override
            public void failed(RuntimeException failure) {
                answer.failed(failure);
            }
        };
    }

    private void answered(Draft draft, Sender sender, SendResult result, long nanos) {
        switch (result) {
            case SendResult.Accepted accepted when accepted.duplicate() -> repeated.increment();
            case SendResult.Accepted accepted ->
                (accepted.order() == 0 ? transients : stored).accepted(draft, sender, nanos);
            case SendResult.Scheduled _ -> scheduled.increment();
            case SendResult.Refused refusal -> {
                Counter counter = refused.get(refusal.code());
                if (counter != null) {
                    counter.increment();
                }
            }
        }
    }

    /// @param nanos from composing the write of a message to having handed it to the connections of its recipients
    void announced(long nanos) {
        deliveries.record(nanos);
    }

    /// A device has confirmed this many messages.
    void acknowledged(int messages) {
        acknowledged.add(messages);
    }

    void measure(Metrics metrics) {
        stored.measure(metrics, "durable");
        transients.measure(metrics, "transient");
        metrics.count("carillon_messages_repeated_total", "Messages that had been accepted before", repeated::value);
        metrics.count("carillon_messages_scheduled_total", "Messages kept to leave later", scheduled::value);
        refused.forEach((code, count) -> metrics.count(
                "carillon_messages_refused_total", "Messages refused", count::value, "code", code.name()));
        metrics.count(
                "carillon_messages_acknowledged_total",
                "Inbox entries that a device has confirmed, one for each device",
                acknowledged::value);
        metrics.histogram(
                "carillon_delivery_seconds",
                "From taking up a durable message to having it written for all recipients who are connected, on the disk"
                        + " in between",
                deliveries::snapshot);
    }
}
