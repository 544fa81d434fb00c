package dev.carillon.gateway;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ServerFrame;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the gateway counts. Safe for all threads.
final class GatewayMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger sessions = new AtomicInteger();
    private final ConcurrentHashMap<Object, Counter> received = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Object, Counter> sent = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Counter> errors = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<CloseCode, Counter> closes = new ConcurrentHashMap<>();
    private final Counter pushed;
    private final Counter dropped;

    GatewayMetrics(MeterRegistry registry, SessionHub hub) {
        this.registry = registry;
        Gauge.builder("carillon.sessions", sessions, AtomicInteger::get)
                .description("Open WebSocket sessions")
                .register(registry);
        Gauge.builder("carillon.users.online", hub, SessionHub::users)
                .description("Users with at least one device logged in")
                .register(registry);
        pushed = outCounter("pushed");
        dropped = Counter.builder("carillon.outbound.full")
                .description("Frames that found a connection's outbound queue full; the connection is closed")
                .register(registry);
    }

    void opened() {
        sessions.incrementAndGet();
    }

    void ended() {
        sessions.decrementAndGet();
    }

    void received(ClientFrame frame) {
        received.computeIfAbsent(frame.getClass(), _ -> inCounter(name(frame))).increment();
    }

    void received(String type) {
        received.computeIfAbsent(type, _ -> inCounter(type)).increment();
    }

    void sent(ServerFrame frame) {
        sent.computeIfAbsent(frame.getClass(), _ -> outCounter(name(frame))).increment();
    }

    /// Frames encoded once for many: presence, group events, transient messages.
    void pushed() {
        pushed.increment();
    }

    void dropped() {
        dropped.increment();
    }

    void error(ServerFrame.Error error) {
        errors.computeIfAbsent(
                        error.code(),
                        _ -> Counter.builder("carillon.errors")
                                .description("Error frames sent")
                                .tag("code", error.name())
                                .register(registry))
                .increment();
    }

    void closed(CloseCode code) {
        closes.computeIfAbsent(
                        code,
                        _ -> Counter.builder("carillon.closes")
                                .description("Connections closed by the server")
                                .tag("code", code.name())
                                .register(registry))
                .increment();
    }

    private static String name(Object frame) {
        return frame.getClass().getSimpleName();
    }

    private Counter inCounter(String type) {
        return Counter.builder("carillon.frames.in")
                .description("Frames received")
                .tag("type", type)
                .register(registry);
    }

    private Counter outCounter(String type) {
        return Counter.builder("carillon.frames.out")
                .description("Frames sent, without inbox entries")
                .tag("type", type)
                .register(registry);
    }
}
