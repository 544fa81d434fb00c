package dev.carillon.storage.messages.rocks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.IntToLongFunction;

/// The newest seq in the inboxes of chat groups, kept in memory: every device asks for those of all its groups when it
/// catches up, and mostly there is nothing new. Safe for all threads.
final class GroupHeads {
    private static final int GROUPS = 200_000;

    private final Cache<Integer, Long> heads =
            Caffeine.newBuilder().maximumSize(GROUPS).build();

    /// Something was written and is durable.
    void raise(int inbox, long seq) {
        heads.asMap().merge(inbox, seq, Math::max);
    }

    /// @param stored looks the newest seq up, 0 none
    long of(int inbox, IntToLongFunction stored) {
        Long known = heads.getIfPresent(inbox);
        // what is written meanwhile is newer than what was looked up
        return known != null ? known : heads.asMap().merge(inbox, stored.applyAsLong(inbox), Math::max);
    }

    /// The inbox is gone.
    void forget(int inbox) {
        heads.invalidate(inbox);
    }
}
