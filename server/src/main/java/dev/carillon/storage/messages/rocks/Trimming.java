package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.MessageStore.Walk;
import dev.carillon.messaging.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Cuts off what is no longer needed. Its writes are not synced: what a crash undoes of them is cut off again later.
/// One at a time; the newest entry of an inbox always stays, because the next seq follows from it.
final class Trimming {
    /// So many rows are deleted one by one; more, by their range.
    private static final int FEW = 100;

    private final Database database;
    private final Inboxes inboxes;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    Trimming(Database database, Inboxes inboxes, Clock clock) {
        this.database = database;
        this.inboxes = inboxes;
        this.clock = clock;
    }

    void inbox(int uid, long seq) {
        locked(batch -> {
            long cut = inboxes.cut(uid);
            long upTo = Math.min(seq, inboxes.head(uid) - 1);
            if (upTo > cut) {
                delete(batch, Column.INBOXES, Keys.inbox(uid, cut + 1), Keys.inbox(uid, upTo + 1));
                markCut(batch, uid, upTo);
            }
        });
    }

    void outbox(long order) {
        if (order > 0) {
            locked(batch -> batch.deleteRange(Column.OUTBOX, Keys.outbox(0), Keys.next(Keys.outbox(order))));
        }
    }

    void cursor(int uid, int device) {
        locked(batch -> batch.delete(Column.USERS, Keys.cursor(uid, device)));
    }

    /// A piece of a walk over all messages.
    Walk<StoredMessage> messages(byte @Nullable [] position, int limit) {
        List<StoredMessage> messages = new ArrayList<>();
        byte[] last = new byte[0];
        try (Scan scan = database.walk(Column.MESSAGES, position == null ? last : position, null)) {
            while (messages.size() < limit && scan.next()) {
                last = scan.key();
                messages.add(Records.message(last, scan.value()));
            }
        }
        return new Walk<>(messages, messages.size() < limit ? null : Keys.next(last));
    }

    /// A piece of a walk over the mids of all messages: those that may be used again.
    Walk<Change.ForgetMid> forgotten(byte @Nullable [] position, int limit) {
        List<Change.ForgetMid> forgotten = new ArrayList<>();
        long now = clock.millis();
        byte[] last = new byte[0];
        int looked = 0;
        try (Scan scan = database.walk(Column.MIDS, position == null ? last : position, null)) {
            while (looked < limit && scan.next()) {
                looked++;
                last = scan.key();
                if (GroupEncoder.isForgotten(scan.value(), now)) {
                    var key = new Input(last);
                    forgotten.add(new Change.ForgetMid(key.i32(), key.i64(), key.conversation()));
                }
            }
        }
        return new Walk<>(forgotten, looked < limit ? null : Keys.next(last));
    }

    /// A piece of a walk over all inboxes: of each, removes the entries from the oldest on that were written before
    /// `ts`, up to the first younger one. Looks at about `limit` entries.
    byte @Nullable [] inboxes(byte @Nullable [] position, long ts, int limit) {
        byte @Nullable [] at = position == null ? new byte[0] : position;
        for (int left = Math.max(1, limit); at != null && left > 0; ) {
            @Nullable Integer uid = firstInbox(at);
            if (uid == null) {
                return null;
            }
            // Two, so that a piece always moves on: an entry goes when the next one is seen.
            int looked = sweep(uid, ts, Math.max(2, left));
            at = looked < Math.max(2, left) ? Keys.after(Keys.user(uid)) : Keys.user(uid);
            left -= looked;
        }
        return at;
    }

    private @Nullable Integer firstInbox(byte[] from) {
        try (Scan scan = database.walk(Column.INBOXES, from, null)) {
            return scan.next() ? (Integer) new Input(scan.key()).i32() : null;
        }
    }

    /// Returns how many entries it looked at: `limit` when there may be more to remove, else less.
    private int sweep(int uid, long ts, int limit) {
        int[] looked = {0};
        locked(batch -> {
            long old = -1;
            long upTo = -1;
            try (Scan scan = database.scan(Column.INBOXES, Keys.user(uid))) {
                while (looked[0] < limit && scan.next()) {
                    upTo = old;
                    if (Records.entryTime(scan.value()) >= ts) {
                        break;
                    }
                    old = new Input(scan.key(), 4).i64();
                    looked[0]++;
                }
            }
            if (upTo >= 0) {
                delete(batch, Column.INBOXES, Keys.inbox(uid, 0), Keys.inbox(uid, upTo + 1));
                markCut(batch, uid, Math.max(upTo, inboxes.cut(uid)));
            }
        });
        return looked[0];
    }

    private static void markCut(Batch batch, int uid, long upTo) {
        batch.put(Column.USERS, Keys.userTable(uid, Keys.INBOX_CUT), Records.number(batch.value(), upTo));
    }

    /// Deletes rows of one prefix.
    private void delete(Batch batch, Column column, byte[] low, byte[] high) {
        List<byte[]> keys = new ArrayList<>();
        try (Scan scan = database.scan(column, low, high)) {
            while (keys.size() <= FEW && scan.next()) {
                keys.add(scan.key());
            }
        }
        if (keys.size() > FEW) {
            batch.deleteRange(column, low, high);
        } else {
            keys.forEach(key -> batch.delete(column, key));
        }
    }

    interface Work {
        void into(Batch batch);
    }

    /// Does work that reads and writes, alone.
    void locked(Work work) {
        lock.lock();
        try {
            Batch batch = database.batch();
            work.into(batch);
            if (!batch.isEmpty()) {
                database.write(batch, false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
