package dev.carillon.messaging;

import java.util.LinkedHashMap;
import java.util.Map;

/// Cuts off the part of inboxes that all devices have acknowledged, now and then. Only used by the thread of
/// [Receipts].
final class InboxTrimmer {
    private static final int EVERY = 1_000;
    private static final int REMEMBERED = 50_000;

    private final MessageStore store;
    private final Cursors cursors;
    /// Entries that a user's devices have acknowledged since the last cut. Who is pushed out is cut early.
    private final Map<Integer, Integer> acknowledged = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
            boolean full = size() > REMEMBERED;
            if (full) {
                trim(eldest.getKey());
            }
            return full;
        }
    };

    InboxTrimmer(MessageStore store, Cursors cursors) {
        this.store = store;
        this.cursors = cursors;
    }

    void acknowledged(int uid, int entries) {
        int sum = acknowledged.merge(uid, entries, Integer::sum);
        if (sum >= EVERY) {
            acknowledged.remove(uid);
            trim(uid);
        }
    }

    private void trim(int uid) {
        long slowest = cursors.slowest(uid);
        if (slowest > store.inboxCut(uid)) {
            store.trimInbox(uid, slowest);
        }
    }
}
