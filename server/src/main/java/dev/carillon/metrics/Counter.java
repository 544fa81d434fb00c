package dev.carillon.metrics;

import java.util.concurrent.atomic.LongAdder;

/// Something that only grows. Counting takes a few nanoseconds, allocates nothing and never waits.
public final class Counter {
    private final LongAdder count = new LongAdder();

    public void increment() {
        count.increment();
    }

    public void add(long more) {
        count.add(more);
    }

    public long value() {
        return count.sum();
    }
}
