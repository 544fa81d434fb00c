package dev.carillon.bench.report;

import java.util.Locale;

/// The rows of the table: what is measured, the target, and the best that other servers gave for the same work on
/// the same kind of machine (docs/guide/bench.md says how they were measured).
public enum Work {
    DURABLE("1:1, sender's ack after the disk has it", "msgs/s", 80_000, true, "27,000 Node and one file"),
    DURABLE_RECEIPTS("  with delivery receipts to the sender", "msgs/s", 0, true, "–"),
    GROUP_DURABLE("group of 100, stored before the ack", "copies/s", 400_000, true, "–"),
    TRANSIENT("1:1, transient", "msgs/s", 140_000, true, "219,000 NATS"),
    GROUP_TRANSIENT("group of 100, transient", "copies/s", 500_000, true, "753,000 uWebSockets"),
    CPU_TRANSIENT("server CPU for a transient 1:1 message", "µs", 8, false, "5.6 NATS"),
    STEADY_P50("p50 at a steady 2,000 msgs/s, transient", "ms", 0.34, false, "0.30 uWebSockets"),
    STEADY_P99("p99 of the same", "ms", 0.6, false, "0.43 uWebSockets"),
    STEADY_ACK_P99("p99 of the durable ack at 2,000 msgs/s", "ms", 1, false, "–"),
    IDLE_5000("an idle connection, of 5,000", "KiB", 4, false, "1.0 Mosquitto"),
    IDLE_18000("an idle connection, of 18,000", "KiB", 4, false, "–"),
    LOGINS("logins, warm", "logins/s", 12_000, true, "6,400 npm ws, no auth"),
    USERS("users created by HTTP, durable", "users/s", 25_000, true, "3,400 ejabberd"),
    HTTP_MESSAGES("messages by HTTP to an offline user", "msgs/s", 30_000, true, "4,350 ejabberd"),
    START_EMPTY("process start to ready, empty folder", "s", 0.4, false, "0.2 NATS, Mosquitto"),
    START_FULL("process start to ready, 10 million messages", "s", 1, false, "–"),
    RSS_TRANSIENT("memory under the transient load", "MiB", 150, false, "101 Socket.IO"),
    RSS_IDLE("memory with 10,000 idle clients", "MiB", 200, false, "–");

    private final String title;
    private final String unit;
    private final double target;
    private final boolean more;
    private final String others;

    Work(String title, String unit, double target, boolean more, String others) {
        this.title = title;
        this.unit = unit;
        this.target = target;
        this.more = more;
        this.others = others;
    }

    /// Name in JSON.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }

    public String unit() {
        return unit;
    }

    /// 0 when there is none.
    public double target() {
        return target;
    }

    /// The best of the others, in words.
    public String others() {
        return others;
    }

    boolean met(double value) {
        return more ? value >= target : value <= target;
    }
}
