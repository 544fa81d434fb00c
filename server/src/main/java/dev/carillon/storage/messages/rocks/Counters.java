package dev.carillon.storage.messages.rocks;

import dev.carillon.metrics.Histogram;
import dev.carillon.metrics.Metrics;
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
    private final Histogram sizes = Histogram.ofSizes();
    private final AtomicLongArray syncs = new AtomicLongArray(StoreStats.CLASSES);

    void changes(int n) {
        changes.addAndGet(n);
    }

    void failed(long now) {
        failures.incrementAndGet();
        lastFailure.set(now);
    }

    void written(List<PendingWrite> group, long nanos) {
        writes.addAndGet(group.stream().filter(write -> !write.hasFailed()).count());
        duplicates.addAndGet(group.stream().filter(PendingWrite::isDuplicate).count());
        groups.incrementAndGet();
        sizes.record(group.size());
        syncNanos.addAndGet(nanos);
        int index = 0;
        while (nanos >= StoreStats.bound(index)) {
            index++;
        }
        syncs.incrementAndGet(index);
    }

    void measure(Metrics metrics) {
        metrics.count("carillon_store_writes_total", "Writes that became durable", writes::get);
        metrics.count("carillon_store_duplicates_total", "Repetitions that were refused", duplicates::get);
        metrics.count("carillon_store_changes_total", "Single steps of the writes that were taken up", changes::get);
        metrics.count("carillon_store_syncs_total", "Groups of writes, each with one sync", groups::get);
        metrics.count("carillon_store_failures_total", "Groups of writes that the disk refused", failures::get);
        metrics.histogram("carillon_store_group_writes", "Writes that one sync served", sizes::snapshot);
        metrics.histogram("carillon_store_sync_seconds", "Writing and syncing a group", this::syncTimes);
    }

    private Histogram.Snapshot syncTimes() {
        long[] bounds = new long[StoreStats.CLASSES - 1];
        long[] counts = new long[StoreStats.CLASSES];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = syncs.get(i);
            if (i < bounds.length) {
                bounds[i] = StoreStats.bound(i);
            }
        }
        return new Histogram.Snapshot(bounds, counts, syncNanos.get(), 1e9);
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
