package dev.carillon.storage.messages.rocks;

import dev.carillon.storage.messages.StoreStats;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// What [StoreStats] tells. Written by the commit thread, read by all.
final class Counters {
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong groups = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong lastFailure = new AtomicLong();
    private final AtomicLong syncNanos = new AtomicLong();
    private final AtomicLongArray syncs = new AtomicLongArray(StoreStats.CLASSES);

    void changes(int n) {
        changes.addAndGet(n);
    }

    void failed(long now) {
        failures.incrementAndGet();
        lastFailure.set(now);
    }

    void written(List<PendingWrite> group, long nanos) {
        writes.addAndGet(group.size());
        duplicates.addAndGet(group.stream().filter(PendingWrite::isDuplicate).count());
        groups.incrementAndGet();
        syncNanos.addAndGet(nanos);
        int index = 0;
        while (nanos >= StoreStats.bound(index)) {
            index++;
        }
        syncs.incrementAndGet(index);
    }

    StoreStats stats(int waiting, int announcing) {
        long[] classes = new long[StoreStats.CLASSES];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = syncs.get(i);
        }
        return new StoreStats(
                waiting,
                announcing,
                writes.get(),
                duplicates.get(),
                groups.get(),
                changes.get(),
                failures.get(),
                lastFailure.get(),
                syncNanos.get(),
                classes);
    }
}
