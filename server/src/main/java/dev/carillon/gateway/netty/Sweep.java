package dev.carillon.gateway.netty;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// All connections of one event loop, visited once a second: one timer for all time-outs. Used on the event loop
/// only.
final class Sweep implements Runnable {
    private final EventLoop loop;
    private final long start = System.nanoTime();
    private @Nullable Swept first;
    private @Nullable Swept following;

    Sweep(EventLoop loop) {
        this.loop = loop;
    }

    void start() {
        loop.scheduleWithFixedDelay(this, 1, 1, TimeUnit.SECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    /// Seconds since this sweep began, from 1 up, so that 0 can mean "never".
    int now() {
        return 1 + (int) ((System.nanoTime() - start) / 1_000_000_000L);
    }

    void add(Swept handler) {
        handler.previous = null;
        handler.next = first;
        if (first != null) {
            first.previous = handler;
        }
        first = handler;
    }

    void remove(Swept handler) {
        if (!handler.equals(first) && handler.previous == null) {
            return;
        }
        if (handler.previous == null) {
            first = handler.next;
        } else {
            handler.previous.next = handler.next;
        }
        if (handler.next != null) {
            handler.next.previous = handler.previous;
        }
        if (handler.equals(following)) {
            following = handler.next;
        }
        handler.previous = null;
        handler.next = null;
    }

    /// A visit may remove the handler visited, or any other one.
    @Override
    public void run() {
        int now = now();
        for (Swept handler = first; handler != null; handler = following) {
            following = handler.next;
            handler.tick(now);
        }
    }
}
