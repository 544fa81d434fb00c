package dev.carillon.gateway;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The slow requests of one session: one at a time, in order, each begun and each answered only while little is
/// queued at the connection, so that live messages are never behind a long sync. A thread exists only while there is
/// work.
final class Lane {
    static final int MOST = 16;
    private static final int ROOM_BYTES = 65_536;

    private final Connection connection;
    private final Executor threads;

    // guarded by this
    private @Nullable ArrayDeque<Runnable> waiting;
    private boolean running;

    Lane(Connection connection, Executor threads) {
        this.connection = connection;
        this.threads = threads;
    }

    /// False when [#MOST] requests wait already.
    synchronized boolean offer(Runnable request) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(4);
        }
        if (waiting.size() >= MOST) {
            return false;
        }
        waiting.add(request);
        if (!running) {
            running = true;
            threads.execute(this::work);
        }
        return true;
    }

    private void work() {
        try {
            for (Runnable request = next(); request != null; request = next()) {
                if (!connection.awaitRoom(ROOM_BYTES)) {
                    return;
                }
                request.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable request = waiting == null ? null : waiting.poll();
        if (request == null) {
            waiting = null;
            running = false;
        }
        return request;
    }
}
