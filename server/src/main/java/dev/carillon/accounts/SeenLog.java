package dev.carillon.accounts;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// When users were last connected, written behind in batches. Holds at most [#LIMIT] users that wait to be written;
/// when it is full, further notes are dropped: they may be lost anyhow.
final class SeenLog {
    private static final int LIMIT = 100_000;

    private final AccountStore store;
    private final Map<Integer, LastSeen> waiting = new ConcurrentHashMap<>();

    SeenLog(AccountStore store) {
        this.store = store;
    }

    void note(int uid, LastSeen seen) {
        if (waiting.size() < LIMIT || waiting.containsKey(uid)) {
            waiting.merge(uid, seen, (a, b) -> a.at() > b.at() ? a : b);
        }
    }

    LastSeen find(int uid) {
        LastSeen recent = waiting.get(uid);
        return recent == null ? store.read(rows -> rows.lastSeen(uid)) : recent;
    }

    /// What is noted meanwhile stays for the next time.
    void flush() {
        Map<Integer, LastSeen> batch = Map.copyOf(waiting);
        if (!batch.isEmpty()) {
            store.write(rows -> {
                rows.seen(batch);
                return true;
            });
            batch.forEach(waiting::remove);
        }
    }
}
