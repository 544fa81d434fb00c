package dev.carillon.gateway;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Runs the work of those who have not logged in yet, only so many at a time, in the order of their arrival. Threads
/// are served in turn: if each of thousands who knock at once had its own, the messages of those who are in would have
/// to wait for all of them. What waits is bounded by the number of connections.
final class Entrance implements Executor {
    static final int AT_ONCE = 8;

    private final Executor threads;

    // both guarded by this
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    Entrance(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (running == AT_ONCE) {
                waiting.add(task);
                return;
            }
            running++;
        }
        threads.execute(() -> work(task));
    }

    /// @param first must not throw
    private void work(Runnable first) {
        for (Runnable task = first; task != null; task = next()) {
            task.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        if (task == null) {
            running--;
        }
        return task;
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
