package dev.carillon.gateway.netty;

import java.util.concurrent.atomic.AtomicLong;

/// What waits for all slow readers together. One of them may hold a megabyte, but thousands would hold more than there
/// is, and long before that the collector would be busy with what nobody reads: so beyond a part of the heap those who
/// are behind get no more. Safe for all threads.
final class Backlog {
    /// Queued for one connection and not counted: everybody is behind by as much for a moment.
    static final int OWN_BYTES = 65_536;

    private static final int PART_OF_HEAP = 16;

    private final AtomicLong bytes = new AtomicLong();
    private final long most;

    Backlog(long most) {
        this.most = most;
    }

    static Backlog forHeap() {
        return new Backlog(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /// Whether a connection for which so much waits already must not be given more.
    boolean refuses(int waiting) {
        return waiting >= OWN_BYTES && bytes.get() >= most;
    }

    /// What waits for one connection has changed.
    void changed(int before, int after) {
        int counted = Math.max(0, after - OWN_BYTES) - Math.max(0, before - OWN_BYTES);
        if (counted != 0) {
            bytes.addAndGet(counted);
        }
    }

    long bytes() {
        return bytes.get();
    }
}
