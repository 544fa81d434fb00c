package dev.carillon.groups;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Counts how often users are put into groups by those who are not among their contacts. In memory: a restart counts
/// anew, and so does a table that is full for those it has known longest. Safe for all threads.
final class Strangers {
    private static final int PAIRS = 100_000;
    private static final int USERS = 100_000;
    private static final Rate BY_ONE = new Rate(100, Duration.ofHours(1), "100 times an hour by one of them");
    private static final Rate BY_ALL = new Rate(1_000, Duration.ofDays(1), "1000 times a day");

    private final LongSupplier clock;
    private final Cache<Pair, Window> byOne;
    private final Cache<Integer, Window> byAll;

    private record Pair(int adder, int added) {}

    /// How often since when, ms.
    private record Window(long since, int count) {}

    private record Rate(int most, Duration in, String words) {
        boolean isUsedUp(@Nullable Window window, long now) {
            return window != null && isOpen(window, now) && window.count() >= most;
        }

        Window next(@Nullable Window window, long now) {
            return window != null && isOpen(window, now)
                    ? new Window(window.since(), window.count() + 1)
                    : new Window(now, 1);
        }

        private boolean isOpen(Window window, long now) {
            return now - window.since() < in.toMillis();
        }
    }

    /// @param clock ms
    Strangers(LongSupplier clock) {
        this.clock = clock;
        byOne = table(PAIRS, BY_ONE.in());
        byAll = table(USERS, BY_ALL.in());
    }

    private <K> Cache<K, Window> table(int size, Duration in) {
        return Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(in)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.getAsLong()))
                .build();
    }

    /// The bound that one more would be above, in words, or null.
    @Nullable
    String bound(int adder, int added) {
        long now = clock.getAsLong();
        if (BY_ONE.isUsedUp(byOne.getIfPresent(new Pair(adder, added)), now)) {
            return BY_ONE.words();
        }
        return BY_ALL.isUsedUp(byAll.getIfPresent(added), now) ? BY_ALL.words() : null;
    }

    void count(int adder, int added) {
        long now = clock.getAsLong();
        byOne.asMap().compute(new Pair(adder, added), (_, window) -> BY_ONE.next(window, now));
        byAll.asMap().compute(added, (_, window) -> BY_ALL.next(window, now));
    }
}
