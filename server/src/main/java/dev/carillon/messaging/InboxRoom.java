package dev.carillon.messaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/// Bounds what waits in a user's own inbox for one who does not come: counts from the furthest device, so that one
/// forgotten device does not make the user unreachable. No sender can fill it alone, and all users together leave room
/// for the back-end.
///
/// Counting is expensive, so it is done only now and then: an answer is good for half of the room that was found, which
/// makes the bounds soft ones. What was found full stays so until the user has taken something.
final class InboxRoom {
    private static final int USERS = 100_000;
    private static final int LEAST_CREDIT = 500;
    private static final int PAGE = 1_000;

    private final MessageStore store;
    private final Cursors cursors;
    private final Bounds bounds;
    private final Cache<Integer, Ration> forBackends = rations();
    private final Cache<Integer, Ration> forUsers = rations();
    private final Cache<Conversation, Ration> shares = rations();

    /// @param entries that may wait for one user
    /// @param fromOne of these, from one sender
    /// @param reserved of these, for the back-end
    record Bounds(int entries, int fromOne, int reserved) {}

    /// What may still be sent without counting again.
    ///
    /// @param from the place in the inbox that was counted from, -1 when nothing was counted
    private record Ration(AtomicInteger credit, boolean full, long from) {}

    InboxRoom(MessageStore store, Cursors cursors, Bounds bounds) {
        this.store = store;
        this.cursors = cursors;
        this.bounds = bounds;
    }

    private static <K> Cache<K, Ration> rations() {
        return Caffeine.newBuilder().maximumSize(USERS).build();
    }

    /// Whether the user's inbox takes one more entry of this sender.
    boolean has(int uid, Sender sender) {
        if (sender.backend()) {
            return take(forBackends, uid, uid, bounds.entries, null, from -> waiting(uid, from));
        }
        var talk = Conversation.direct(sender.user().uid(), uid);
        return take(shares, talk, uid, bounds.fromOne, bounds.fromOne / 2, from -> waiting(uid, from, talk))
                && take(forUsers, uid, uid, bounds.entries - bounds.reserved, null, from -> waiting(uid, from));
    }

    /// @param uncounted how many may be sent before anything is counted; null none
    private <K> boolean take(
            Cache<K, Ration> rations,
            K key,
            int uid,
            int most,
            @Nullable Integer uncounted,
            LongToIntFunction waiting) {
        Ration ration = rations.getIfPresent(key);
        if (ration == null && uncounted != null) {
            ration = new Ration(new AtomicInteger(uncounted), false, -1);
            rations.put(key, ration);
        }
        if (ration != null && ration.credit.decrementAndGet() >= 0) {
            return true;
        }
        long from = Math.max(cursors.furthest(uid), store.inboxCut(uid));
        if (ration != null && ration.full && ration.from == from) {
            return false;
        }
        // Messages that were let in before are still on their way to the disk: they are counted too.
        store.commit(List.of());
        int room = Math.max(0, most - waiting.applyAsInt(from));
        int credit = Math.min(room, Math.max(room / 2, LEAST_CREDIT));
        var fresh = new Ration(new AtomicInteger(credit), room == 0, from);
        rations.put(key, fresh);
        return fresh.credit.decrementAndGet() >= 0;
    }

    private int waiting(int uid, long from) {
        return store.inboxCount(uid, from, bounds.entries);
    }

    /// Of this conversation. What the user has written there counts too: that is little in an inbox which
    /// is full.
    private int waiting(int uid, long from, Conversation talk) {
        int waiting = 0;
        List<InboxEntry> page;
        long at = from;
        do {
            page = store.inbox(uid, at, PAGE);
            for (InboxEntry entry : page) {
                at = entry.seq();
                waiting += entry.kind() != InboxEntry.Kind.STATUS
                                && entry.ref().conversation().equals(talk)
                        ? 1
                        : 0;
            }
        } while (page.size() == PAGE && waiting < bounds.fromOne);
        return waiting;
    }
}
