package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.Receipt;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Tally;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads messages and what is known of them.
final class Messages {
    private final Database database;
    private final RecentMessages recent;
    private final Clock clock;

    Messages(Database database, RecentMessages recent, Clock clock) {
        this.database = database;
        this.recent = recent;
        this.clock = clock;
    }

    @Nullable
    StoredMessage message(Ref ref) {
        RecentMessages.Known known = recent.find(ref);
        if (known != null) {
            return known.message();
        }
        byte[] record = database.get(Column.MESSAGES, Keys.ref(ref));
        return record == null ? null : Records.message(ref, record);
    }

    List<Ref> find(int sender, long mid) {
        List<Ref> refs = new ArrayList<>(1);
        try (Scan scan = database.scan(Column.MIDS, Keys.mids(sender, mid))) {
            while (scan.next()) {
                if (Records.removedAt(scan.value()) == 0) {
                    refs.add(new Ref(new Input(scan.key(), 12).conversation(), Records.number(scan.value())));
                }
            }
        }
        return refs;
    }

    @Nullable
    Ref sent(int sender, long mid, Conversation conversation) {
        byte[] record = database.get(Column.MIDS, Keys.mid(sender, mid, conversation));
        return record == null || GroupEncoder.isForgotten(record, clock.millis())
                ? null
                : new Ref(conversation, Records.number(record));
    }

    List<StoredMessage> before(Conversation conversation, long before, int limit) {
        if (before <= 0) {
            return new ArrayList<>();
        }
        byte[] low = Keys.message(conversation, 0);
        try (Scan scan = database.back(Column.MESSAGES, low, Keys.message(conversation, before))) {
            return collect(scan, limit);
        }
    }

    List<StoredMessage> after(Conversation conversation, long after, int limit) {
        if (after == Long.MAX_VALUE) {
            return new ArrayList<>();
        }
        byte[] low = Keys.message(conversation, Math.max(0, after + 1));
        try (Scan scan = database.scan(Column.MESSAGES, low, Keys.after(Keys.conversation(conversation)))) {
            return collect(scan, limit);
        }
    }

    private static List<StoredMessage> collect(Scan scan, int limit) {
        List<StoredMessage> messages = new ArrayList<>();
        while (messages.size() < limit && scan.next()) {
            messages.add(Records.message(scan.key(), scan.value()));
        }
        return messages;
    }

    long cutUpTo(Conversation conversation) {
        return Records.number(database.get(Column.META, Keys.conversationCut(conversation)));
    }

    Receipt receipt(Ref ref, int uid) {
        return Records.receipt(uid, database.get(Column.RECEIPTS, Keys.receipt(ref, uid)));
    }

    List<Receipt> receipts(Ref ref, int afterUid, int limit) {
        List<Receipt> receipts = new ArrayList<>();
        if (afterUid == Integer.MAX_VALUE) {
            return receipts;
        }
        byte[] low = Keys.receipt(ref, Math.max(0, afterUid + 1));
        try (Scan scan = database.scan(Column.RECEIPTS, low, Keys.after(Keys.ref(ref)))) {
            while (receipts.size() < limit && scan.next()) {
                receipts.add(Records.receipt(new Input(scan.key(), Keys.REF).i32(), scan.value()));
            }
        }
        return receipts;
    }

    Tally tally(Ref ref) {
        RecentMessages.Known known = recent.find(ref);
        return known != null ? known.tally() : Records.tally(database.get(Column.RECEIPTS, Keys.ref(ref)));
    }

    List<Ref> outbox(long after, int limit) {
        List<Ref> refs = new ArrayList<>();
        if (after == Long.MAX_VALUE) {
            return refs;
        }
        try (Scan scan = database.scan(Column.OUTBOX, Keys.outbox(Math.max(0, after + 1)), null)) {
            while (refs.size() < limit && scan.next()) {
                refs.add(new Ref(Records.conversation(scan.value()), new Input(scan.key()).i64()));
            }
        }
        return refs;
    }
}
