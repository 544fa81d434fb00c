package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.InboxEntry;
import java.util.ArrayList;
import java.util.List;

/// Reads inboxes: of users by their uids, of groups by their negative gids.
final class Inboxes {
    /// Behind every seq.
    private static final long END = -1L;

    private final Database database;
    private final GroupHeads heads;

    Inboxes(Database database, GroupHeads heads) {
        this.database = database;
        this.heads = heads;
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

    /// How many entries are above `after`, counted no further than `most`.
    int count(int inbox, long after, int most) {
        if (after == Long.MAX_VALUE) {
            return 0;
        }
        byte[] low = Keys.inbox(inbox, Math.max(0, after + 1));
        int count = 0;
        try (Scan scan = database.scan(Column.INBOXES, low, Keys.inbox(inbox, END))) {
            while (count < most && scan.next()) {
                count++;
            }
        }
        return count;
    }

    long head(int inbox) {
        return inbox < 0 ? heads.of(inbox, this::stored) : stored(inbox);
    }

    private long stored(int inbox) {
        try (Scan scan = database.back(Column.INBOXES, Keys.inbox(inbox, 0), Keys.inbox(inbox, END))) {
            return scan.next() ? new Input(scan.key(), 4).i64() : 0;
        }
    }

    long cut(int uid) {
        return Records.number(database.get(Column.USERS, Keys.userTable(uid, Keys.INBOX_CUT)));
    }
}
