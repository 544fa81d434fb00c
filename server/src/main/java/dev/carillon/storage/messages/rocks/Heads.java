package dev.carillon.storage.messages.rocks;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/// The newest seq of inboxes, for the one thread that gives them out. Bounded: two uids that share a place take turns
/// in it (uids are given out one by one, so that happens only beyond [#PLACES] users), and the one pushed out is
/// looked up again. What was given out and is not yet written is never forgotten, because it could not be looked up.
final class Heads {
    private static final int PLACES = 1 << 18;

    private final int[] uids = new int[PLACES];
    private final long[] heads = new long[PLACES];
    /// Pushed out since the last [#written].
    private final Map<Integer, Long> pushedOut = new HashMap<>();
    private final IntToLongFunction stored;

    /// @param stored looks the newest seq up, 0 none
    Heads(IntToLongFunction stored) {
        this.stored = stored;
    }

    /// Gives out the next seq.
    long next(int uid) {
        int place = uid & (PLACES - 1);
        // 0 marks an empty place; a user 0 would only be looked up each time.
        if (uids[place] != uid || uid == 0) {
            take(place, uid);
        }
        return ++heads[place];
    }

    private void take(int place, int uid) {
        if (heads[place] != 0) {
            pushedOut.put(uids[place], heads[place]);
        }
        Long unwritten = pushedOut.get(uid);
        heads[place] = unwritten == null ? stored.applyAsLong(uid) : unwritten;
        uids[place] = uid;
    }

    /// Everything given out is in the store now (or never will be).
    void written() {
        if (!pushedOut.isEmpty()) {
            pushedOut.clear();
        }
    }
}
