package dev.carillon.gateway;

import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Metrics;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.ServerFrame;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What the gateway counts. Safe for all threads.
final class GatewayMetrics {
    private static final String IN = "carillon_frames_in_total";
    private static final String IN_HELP = "Frames received, by their type";
    private static final String OUT = "carillon_frames_out_total";
    private static final String OUT_HELP =
            "Frames sent, by their type, without inbox entries; pushed: encoded once for many";

    private final AtomicInteger sessions = new AtomicInteger();
    private final Map<Class<?>, Counter> received;
    private final Map<Class<?>, Counter> sent;
    private final Map<String, Counter> errors = new HashMap<>();
    private final Map<CloseCode, Counter> closes = new EnumMap<>(CloseCode.class);
    private final Counter unknown;
    private final Counter pushed;
    private final Counter full;

    GatewayMetrics(Metrics metrics, SessionHub hub) {
        received = byType(metrics, IN, IN_HELP, ClientFrame.class);
        unknown = metrics.counter(IN, IN_HELP, "type", "unknown");
        sent = byType(metrics, OUT, OUT_HELP, ServerFrame.class);
        pushed = metrics.counter(OUT, OUT_HELP, "type", "pushed");
        for (ErrorCode code : ErrorCode.values()) {
            errors.put(code.name(), metrics.counter("carillon_errors_total", "Error frames sent", "code", code.name()));
        }
        for (CloseCode code : CloseCode.values()) {
            closes.put(
                    code,
                    metrics.counter("carillon_closes_total", "WebSockets closed by the server", "code", code.name()));
        }
        full = dropped(metrics, "outbound_full");
        metrics.gauge("carillon_sessions", "Open WebSockets", sessions::get);
        metrics.gauge("carillon_users_online", "Users with at least one device logged in", hub::users);
        depths(metrics, hub);
    }

    private static Map<Class<?>, Counter> byType(Metrics metrics, String name, String help, Class<?> frames) {
        Map<Class<?>, Counter> counters = new HashMap<>();
        for (Class<?> type : frames.getPermittedSubclasses()) {
            counters.put(type, metrics.counter(name, help, "type", type.getSimpleName()));
        }
        return counters;
    }

    private static Counter dropped(Metrics metrics, String reason) {
        return metrics.counter(
                "carillon_drops_total",
                "Frames without seq that were dropped; outbound_full: the connection is closed with 4002, and comes back",
                "reason",
                reason);
    }

    /// Nothing is counted for these while frames move: whoever asks walks over the sessions.
    private static void depths(Metrics metrics, SessionHub hub) {
        metrics.gauge(
                "carillon_session_frames_waiting",
                "Frames of clients not worked off yet, over all sessions",
                () -> hub.sum(Session::waiting));
        metrics.gauge(
                "carillon_outbound_bytes",
                "Bytes that wait for clients to read, over all sessions",
                () -> hub.sum(session -> session.connection().waiting()));
        metrics.gauge(
                "carillon_outbound_bytes_max",
                "Bytes that wait for the slowest client to read",
                () -> hub.max(session -> session.connection().waiting()));
    }

    void opened() {
        sessions.incrementAndGet();
    }

    void ended() {
        sessions.decrementAndGet();
    }

    void received(ClientFrame frame) {
        received.getOrDefault(frame.getClass(), unknown).increment();
    }

    /// A JSON object that is no frame.
    void receivedUnknown() {
        unknown.increment();
    }

    void sent(ServerFrame frame) {
        sent.getOrDefault(frame.getClass(), pushed).increment();
    }

    /// Frames encoded once for many: presence, group events, transient messages.
    void pushed() {
        pushed.increment();
    }

    /// A frame found the queue of its connection full.
    void dropped() {
        full.increment();
    }

    void error(ServerFrame.Error error) {
        Counter counter = errors.get(error.name());
        if (counter != null) {
            counter.increment();
        }
    }

    void closed(CloseCode code) {
        Counter counter = closes.get(code);
        if (counter != null) {
            counter.increment();
        }
    }
}
