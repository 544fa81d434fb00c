package dev.carillon.gateway;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Counts the messages of one session that wait for the disk. The session's thread begins them and may wait for them;
/// any thread settles them.
final class Unsettled {
    /// So many may wait; then the session's next messages wait to be worked off.
    private static final int MOST = 256;

    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable Thread waiting;

    /// One more goes to the store; waits while too many are there.
    void begin() {
        awaitAtMost(MOST - 1);
        count.incrementAndGet();
    }

    /// One has its answer. Never blocks.
    void settle() {
        count.decrementAndGet();
        LockSupport.unpark(waiting);
    }

    /// An interrupt does not end the waiting; it is kept for the caller's next blocking step.
    void awaitAtMost(int most) {
        if (count.get() <= most) {
            return;
        }
        boolean interrupted = false;
        waiting = Thread.currentThread();
        while (count.get() > most) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waiting = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
