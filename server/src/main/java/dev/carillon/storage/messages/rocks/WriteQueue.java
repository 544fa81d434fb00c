package dev.carillon.storage.messages.rocks;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Writes that wait for the commit thread, in the sequence of their arrival: many put, one takes. Whoever finds it
/// full waits for room.
final class WriteQueue {
    /// More than all callers of a busy server; each waits for its own write, so that memory is the callers'
    /// anyway.
    private static final int ROOM = 16_384;

    private final Queue<PendingWrite> writes = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(ROOM, true);
    /// The taker found nothing and is going to sleep.
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean closed;

    void put(PendingWrite write, Thread taker) {
        room.acquireUninterruptibly();
        writes.add(write);
        wake(taker);
    }

    private void wake(Thread taker) {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(taker);
        }
    }

    /// The next one without waiting, null when there is none.
    @Nullable
    PendingWrite poll() {
        PendingWrite write = writes.poll();
        if (write != null) {
            room.release();
        }
        return write;
    }

    /// Waits for the next one; null when the queue is closed and empty.
    @Nullable
    PendingWrite take() {
        while (true) {
            PendingWrite write = poll();
            if (write != null) {
                return write;
            }
            if (closed) {
                return null;
            }
            asleep.set(true);
            if (writes.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            asleep.set(false);
        }
    }

    int size() {
        return Math.max(0, ROOM - room.availablePermits());
    }

    void close(Thread taker) {
        closed = true;
        LockSupport.unpark(taker);
    }
}
