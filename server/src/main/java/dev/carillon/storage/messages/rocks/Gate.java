package dev.carillon.storage.messages.rocks;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets callers in until it is closed, and closes only when the last one has left: behind it native memory can be
/// freed. Entering is one atomic step.
final class Gate {
    private static final int CLOSED = 1 << 31;

    /// How many are inside, plus [#CLOSED].
    private final AtomicInteger state = new AtomicInteger();

    private volatile @Nullable Thread closer;

    /// @throws IllegalStateException when it is closed
    <T extends @Nullable Object> T inside(Supplier<T> work) {
        enter();
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    private void enter() {
        int before;
        do {
            before = state.get();
            if ((before & CLOSED) != 0) {
                throw new IllegalStateException("the message store is closed");
            }
        } while (!state.compareAndSet(before, before + 1));
    }

    private void leave() {
        if (state.decrementAndGet() == CLOSED) {
            LockSupport.unpark(closer);
        }
    }

    /// Keeps everybody out, then waits until nobody is inside. Called by one thread.
    void close() {
        closer = Thread.currentThread();
        state.getAndUpdate(s -> s | CLOSED);
        boolean interrupted = false;
        while (state.get() != CLOSED) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
