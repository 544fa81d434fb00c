package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.InboxEntry;
import java.util.ArrayList;
import java.util.List;

/// Reads inboxes.
final class Inboxes {
    /// Behind every seq.
    private static final long END = -1L;

    private final Database database;

    Inboxes(Database database) {
        this.database = database;
    }

    List<InboxEntry> entries(int uid, long after, int limit) {
        List<InboxEntry> entries = new ArrayList<>();
        if (after == Long.MAX_VALUE || limit <= 0) {
            return entries;
        }
        byte[] low = Keys.inbox(uid, Math.max(0, after + 1));
        try (Scan scan = database.scan(Column.INBOXES, low, Keys.inbox(uid, END))) {
            while (entries.size() < limit && scan.next()) {
                InboxEntry entry = Records.entry(new Input(scan.key(), 4).i64(), scan.value());
                if (entry != null) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    long head(int uid) {
        return head(database, uid);
    }

    static long head(Database database, int uid) {
        try (Scan scan = database.back(Column.INBOXES, Keys.inbox(uid, 0), Keys.inbox(uid, END))) {
            return scan.next() ? new Input(scan.key(), 4).i64() : 0;
        }
    }

    long cut(int uid) {
        return Records.number(database.get(Column.USERS, Keys.userTable(uid, Keys.INBOX_CUT)));
    }
}
