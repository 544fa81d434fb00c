package dev.carillon.e2e.play;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// One value that clients change at the same time as others look at it. It knows which values it may have had at any
/// moment: a write may take effect anywhere between its request and its answer, and is only surely gone when another
/// one, begun after its answer, was answered too. Not safe for several threads: the [Model]'s lock guards it.
final class Register<V> {
    private final List<Write<V>> writes = new ArrayList<>();

    Register(V first) {
        var write = new Write<>(first, Long.MIN_VALUE);
        write.done(Long.MIN_VALUE);
        writes.add(write);
    }

    /// One attempt to change the value.
    static final class Write<V> {
        private final V value;
        private final long begin;
        private long end = Long.MAX_VALUE;
        private boolean happened;
        private boolean refused;

        private Write(V value, long begin) {
            this.value = value;
            this.begin = begin;
        }

        @Override
        public String toString() {
            String outcome = happened ? "done" : refused ? "refused" : "unknown";
            return value + " " + outcome + " " + TimeUnit.NANOSECONDS.toMillis(begin) + ".."
                    + TimeUnit.NANOSECONDS.toMillis(end);
        }

        void done(long now) {
            end = now;
            happened = true;
        }

        void refused() {
            refused = true;
        }

        /// It has happened by now or never will; nobody knows which.
        void unknown(long now) {
            end = now;
        }
    }

    Write<V> begin(V value) {
        var write = new Write<>(value, System.nanoTime());
        writes.removeIf(old -> old.refused);
        writes.stream().filter(old -> old.begin > write.begin).forEach(old -> old.happened = false);
        writes.add(write);
        return write;
    }

    /// It becomes that by itself within a time to come, unless something else is written before.
    ///
    /// @param surely false where something else may have been written already
    void later(V value, Span when, boolean surely) {
        var write = new Write<>(value, when.from());
        write.done(when.until());
        write.happened = surely;
        writes.add(write);
    }

    /// May the value have been such a one at some moment of that time?
    boolean may(Predicate<? super V> such, Span span) {
        long superseded = Long.MIN_VALUE;
        for (Write<V> write : writes) {
            if (write.happened && write.end < span.from()) {
                superseded = Math.max(superseded, write.begin);
            }
        }
        for (Write<V> write : writes) {
            boolean possible = !write.refused && write.begin <= span.until() && write.end >= superseded;
            if (possible && such.test(write.value)) {
                return true;
            }
        }
        return false;
    }

    /// Was it surely set to such a value, after one moment and before another?
    boolean surelyWas(Predicate<? super V> such, long after, long before) {
        return writes.stream()
                .anyMatch(
                        write -> write.happened && write.begin > after && write.end < before && such.test(write.value));
    }

    /// Has more than one tried to change it since?
    boolean isContested(long since) {
        return writes.stream().filter(write -> write.end >= since).count() > 1;
    }

    boolean mayBe(V value, Span span) {
        return may(one -> Objects.equals(value, one), span);
    }

    /// What was written last, for those who look for a fault.
    @Override
    public String toString() {
        return writes.subList(Math.max(0, writes.size() - 3), writes.size()).toString();
    }

    /// What it is, as far as one can tell now: the last that was begun and not refused.
    V guess() {
        long now = System.nanoTime();
        return writes.stream()
                .filter(write -> !write.refused && write.begin <= now)
                .reduce((_, last) -> last)
                .orElseThrow()
                .value;
    }
}
