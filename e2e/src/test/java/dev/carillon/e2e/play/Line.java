package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Cut;
import dev.carillon.e2e.harness.Frame;
import dev.carillon.e2e.harness.WireSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A connection whose every frame is judged. It asks for nothing by itself but acknowledges what it was told to.
final class Line implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    /// Who listens, and to whom it is reported.
    ///
    /// @param good whether the token is good
    /// @param acknowledges whether entries are acknowledged as they come
    record Listener(Person person, Register<Boolean> good, World world, boolean acknowledges) {
        Judge judge() {
            return world.judge();
        }
    }

    private record Asked(Frame request, long since, CompletableFuture<@Nullable Frame> answer) {}

    private final WireSocket socket;
    private final Listener listener;
    private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean open = true;
    private volatile long cursor;
    private volatile long lastFrame = System.nanoTime();

    private Line(WireSocket socket, Listener listener) {
        this.socket = socket;
        this.listener = listener;
    }

    static Line open(InetSocketAddress server, Listener listener) throws IOException {
        var line = new Line(WireSocket.open(server, Cut.NEVER), listener);
        Thread.ofVirtual().name("line of " + listener.person()).start(line::read);
        return line;
    }

    /// The answer; null when the connection ended before it came.
    @Nullable
    Frame request(Frame frame) {
        long id = ids.incrementAndGet();
        Frame request = frame.with("id", id);
        var waiting = new Asked(request, System.nanoTime(), new CompletableFuture<>());
        asked.put(id, waiting);
        send(request);
        if (!open) {
            return null;
        }
        try {
            return waiting.answer().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no answer to " + request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void send(Frame frame) {
        try {
            socket.sendText(frame.bytes());
        } catch (IOException _) {
            ended();
        }
    }

    private void read() {
        try {
            for (var received = socket.receive(); received.opcode() != WireSocket.CLOSE; received = socket.receive()) {
                if (received.opcode() == WireSocket.TEXT) {
                    lastFrame = System.nanoTime();
                    listener.world()
                            .tap()
                            .pass(listener.person(), Frame.parse(received.payload()))
                            .forEach(this::arrived);
                }
            }
        } catch (IOException _) {
            // as good as a close
        } catch (RuntimeException e) {
            listener.judge().failed(listener.person(), e);
        } finally {
            ended();
        }
    }

    private void arrived(Frame frame) {
        Asked request = frame.has("seq") ? null : asked.remove(frame.number("id"));
        if (request != null) {
            listener.judge().answered(listener.person(), request.request(), frame, request.since());
            request.answer().complete(frame);
            return;
        }
        listener.judge().pushed(listener.person(), listener.good(), frame);
        if (frame.has("seq")) {
            cursor = Math.max(cursor, frame.number("seq"));
            if (listener.acknowledges()) {
                send(Frame.of("ack").with("seq", frame.number("seq")));
            }
        }
    }

    private void ended() {
        open = false;
        asked.values().forEach(waiting -> waiting.answer().complete(null));
        close();
    }

    boolean isOpen() {
        return open;
    }

    long cursor() {
        return cursor;
    }

    /// Since when nothing has come.
    long lastFrame() {
        return lastFrame;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // closed enough
        }
    }
}
