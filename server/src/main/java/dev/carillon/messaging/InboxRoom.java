package dev.carillon.messaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.accounts.Accounts;
import dev.carillon.metrics.Counter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Bounds what waits in an inbox for a user who does not come: counts from the furthest device, so that one forgotten
/// device does not make the user unreachable.
///
/// The store is asked only now and then: an answer is good for a number of entries, which makes the bound a soft one.
final class InboxRoom {
    private static final int USERS = 100_000;
    private static final int CREDIT = 500;

    private final MessageStore store;
    private final Accounts accounts;
    private final long most;
    private final Counter trims = new Counter();
    private final Cache<Integer, AtomicInteger> credits =
            Caffeine.newBuilder().maximumSize(USERS).build();

    /// @param most entries that may wait for one user
    InboxRoom(MessageStore store, Accounts accounts, long most) {
        this.store = store;
        this.accounts = accounts;
        this.most = most;
    }

    /// Whether the user's inbox takes one more entry.
    boolean has(int uid) {
        AtomicInteger credit = credits.get(uid, this::credit);
        if (credit.decrementAndGet() >= 0) {
            return true;
        }
        AtomicInteger fresh = credit(uid);
        credits.put(uid, fresh);
        return fresh.decrementAndGet() >= 0;
    }

    /// Takes one more entry in any case: for groups, whose sender cannot be refused for one member.
    void make(int uid) {
        if (!has(uid)) {
            dropOldest(uid);
        }
    }

    /// Makes room in a full inbox by dropping its oldest tenth; a device that asks for it is told that it was cut.
    void dropOldest(int uid) {
        store.trimInbox(uid, store.inboxHead(uid) - most + most / 10);
        credits.invalidate(uid);
        trims.increment();
    }

    /// How often that was.
    long trims() {
        return trims.value();
    }

    private AtomicInteger credit(int uid) {
        Map<Integer, Long> cursors = store.cursors(uid);
        long furthest = accounts.devices(uid).stream()
                .mapToLong(device -> cursors.getOrDefault(device.id(), 0L))
                .max()
                .orElse(0);
        long waiting = store.inboxHead(uid) - Math.max(furthest, store.inboxCut(uid));
        return new AtomicInteger((int) Math.clamp(most - waiting, 0, CREDIT));
    }
}
