package dev.carillon.groups;

import java.util.concurrent.locks.StampedLock;

/// A message is being composed for a group: closed when it was handed to the store. Nobody becomes a member meanwhile
/// without being among those who are coming, or a member already.
public final class Sending implements AutoCloseable {
    private final StampedLock lock;
    private final long stamp;
    private final int[] coming;

    Sending(StampedLock lock, long stamp, int[] coming) {
        this.lock = lock;
        this.stamp = stamp;
        this.coming = coming;
    }

    /// Those who are becoming members, and for whom the message is not. Treat as immutable.
    public int[] coming() {
        return coming;
    }

    @Override
    public void close() {
        lock.unlockRead(stamp);
    }
}
