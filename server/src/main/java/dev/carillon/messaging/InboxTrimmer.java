package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Device;
import java.util.LinkedHashMap;
import java.util.Map;

/// Cuts off the part of inboxes that all devices have acknowledged, now and then. Only used by the thread of
/// [Receipts].
final class InboxTrimmer {
    private static final long EVERY = 1_000;
    private static final int REMEMBERED = 50_000;

    private final MessageStore store;
    private final Accounts accounts;
    private final Map<Integer, Long> cuts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    InboxTrimmer(MessageStore store, Accounts accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    void acknowledged(int uid, long seq) {
        long cut = cuts.computeIfAbsent(uid, store::inboxCut);
        if (seq - cut < EVERY) {
            return;
        }
        Map<Integer, Long> cursors = store.cursors(uid);
        long slowest = accounts.devices(uid).stream()
                .map(Device::id)
                .filter(cursors::containsKey)
                .mapToLong(id -> cursors.getOrDefault(id, 0L))
                .min()
                .orElse(0);
        if (slowest > cut) {
            store.trimInbox(uid, slowest);
        }
        // Also when a device holds the inbox up: it is looked at again after as many further entries.
        cuts.put(uid, Math.max(slowest, seq - EVERY / 2));
    }
}
