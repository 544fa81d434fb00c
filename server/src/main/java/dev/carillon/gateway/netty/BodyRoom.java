package dev.carillon.gateway.netty;

import java.util.concurrent.atomic.AtomicLong;

/// Memory for the bodies of requests that are being received and answered, of all connections together. Those whose
/// senders are not known yet share one half of it, so that strangers cannot keep the others out. Safe for all threads.
final class BodyRoom {
    private static final int PART_OF_HEAP = 12;

    private final long most;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong strangers = new AtomicLong();

    BodyRoom(long most) {
        this.most = most;
    }

    /// As much as is allowed and the heap can bear: while they are read, bodies take several times their size. At least
    /// one of the largest fits.
    static BodyRoom forHeap(HttpLimits limits) {
        long bearable = Math.max(
                Runtime.getRuntime().maxMemory() / PART_OF_HEAP, limits.multipartBytes() + 4L * limits.bodyBytes());
        return new BodyRoom(Math.min(limits.bufferedBytes(), bearable));
    }

    boolean take(long bytes, boolean known) {
        if (!known && strangers.addAndGet(bytes) > most / 2) {
            strangers.addAndGet(-bytes);
            return false;
        }
        if (taken.addAndGet(bytes) > most) {
            give(bytes, known);
            return false;
        }
        return true;
    }

    void give(long bytes, boolean known) {
        taken.addAndGet(-bytes);
        if (!known) {
            strangers.addAndGet(-bytes);
        }
    }

    /// The sender of so many bytes is known now.
    void know(long bytes) {
        strangers.addAndGet(-bytes);
    }

    long bytes() {
        return taken.get();
    }
}
