package dev.carillon.messaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Bounds what waits in a user's own inbox for one who does not come: counts from the furthest device, so that one
/// forgotten device does not make the user unreachable.
///
/// Counting is expensive, so it is done only now and then: an answer is good for half of the room that was found, which
/// makes the bound a soft one.
final class InboxRoom {
    private static final int USERS = 100_000;
    private static final int LEAST_CREDIT = 500;

    private final MessageStore store;
    private final Cursors cursors;
    private final int most;
    private final Cache<Integer, AtomicInteger> credits =
            Caffeine.newBuilder().maximumSize(USERS).build();

    /// @param most entries that may wait for one user
    InboxRoom(MessageStore store, Cursors cursors, int most) {
        this.store = store;
        this.cursors = cursors;
        this.most = most;
    }

    /// Whether the user's inbox takes one more entry.
    boolean has(int uid) {
        AtomicInteger credit = credits.getIfPresent(uid);
        if (credit != null && credit.decrementAndGet() >= 0) {
            return true;
        }
        AtomicInteger fresh = credit(uid);
        credits.put(uid, fresh);
        return fresh.decrementAndGet() >= 0;
    }

    private AtomicInteger credit(int uid) {
        // Messages that were let in before are still on their way to the disk: they are counted too.
        store.commit(List.of());
        long from = Math.max(cursors.furthest(uid), store.inboxCut(uid));
        int room = most - store.inboxCount(uid, from, most);
        return new AtomicInteger(Math.min(room, Math.max(room / 2, LEAST_CREDIT)));
    }
}
