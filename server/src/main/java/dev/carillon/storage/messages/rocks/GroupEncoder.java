package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Talk;
import dev.carillon.messaging.Task;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns the changes of a group of writes into rows of one batch: gives out orders, seqs and task numbers, and
/// refuses repetitions. Only used by the commit thread, which makes it the only place where a repetition can be
/// noticed, and a safe one.
///
/// What the group itself has done so far is not in the database yet; the maps of this class know it where a later
/// change of the group must.
final class GroupEncoder {
    private static final long[] NO_SEQS = {};

    /// Numbers left out at each start. If the disk has lost its newest writes although it was told to sync, or an
    /// older copy was put back, clients have seen numbers that the store does not know of; given out again, they
    /// would drop what bears them as repetitions.
    private static final long SKIPPED = 1 << 20;

    private final Database database;
    private final Clock clock;
    private final Batch batch;
    private final TalkRows talks;
    private final TaskRows tasks;
    private long lastOrder;

    private volatile boolean forget;

    // --- what the present group has done

    /// Order by sender, mid and conversation; 0 forgotten.
    private final Map<Mid, Long> mids = new HashMap<>();

    private final Set<Ref> removed = new HashSet<>();
    /// Messages with receipts or a tally among the group's rows.
    private final Set<Ref> receipted = new HashSet<>();
    private final Map<Conversation, Long> cuts = new HashMap<>();
    private final Map<Integer, Long> groupHeads = new HashMap<>();

    private record Mid(int sender, long mid, Conversation conversation) {}

    GroupEncoder(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.batch = database.batch();
        long stored = Records.number(database.get(Column.META, Keys.LAST_ORDER));
        this.lastOrder = stored == 0 ? 0 : stored + SKIPPED;
        this.talks = new TalkRows(database, batch);
        this.tasks = new TaskRows(database, batch);
    }

    /// Leaves out the numbers up to this one.
    void beginAbove(long order) {
        lastOrder = Math.max(lastOrder, order);
    }

    void begin() {
        batch.clear();
        groupHeads.clear();
        mids.clear();
        removed.clear();
        receipted.clear();
        cuts.clear();
        talks.begin(forget);
        tasks.begin();
        forget = false;
    }

    /// The rows of the group. Called once, when all its writes are in.
    Batch finish(long orderBefore) {
        if (lastOrder != orderBefore) {
            batch.put(Column.META, Keys.LAST_ORDER, Records.number(batch.value(), lastOrder));
        }
        tasks.finish();
        batch.orders(orderBefore, lastOrder);
        return batch;
    }

    int size() {
        return batch.size();
    }

    /// The highest number given out, durable or not.
    long lastOrder() {
        return lastOrder;
    }

    /// The newest seq that the group of writes gives in each inbox of a chat group.
    Map<Integer, Long> groupHeads() {
        return groupHeads;
    }

    /// Key of the earliest task that the group adds.
    byte @Nullable [] firstTask() {
        return tasks.first();
    }

    /// The group will not be written, or something in the store was removed past this class. Safe for all
    /// threads.
    void forget() {
        forget = true;
    }

    /// Adds one write. If it throws, the write is not part of the group, and the group must end here.
    Commit add(List<Change> changes) {
        int size = batch.size();
        int count = batch.count();
        try {
            return encode(changes);
        } catch (RuntimeException e) {
            batch.cut(size, count);
            forget();
            throw e;
        }
    }

    private Commit encode(List<Change> changes) {
        @Nullable StoredMessage fresh = null;
        int entries = 0;
        for (Change change : changes) {
            if (change instanceof Change.Deliver) {
                entries++;
            } else if (change instanceof Change.NewMessage(StoredMessage message)) {
                if (fresh != null) {
                    throw new IllegalArgumentException("two new messages in one write");
                }
                fresh = message;
            }
        }
        @Nullable Ref ref = null;
        if (fresh != null) {
            Conversation conversation = fresh.ref().conversation();
            long before = orderOf(fresh.sender(), fresh.mid(), conversation);
            if (before != 0) {
                return new Commit(new Ref(conversation, before), null, NO_SEQS);
            }
            ref = new Ref(conversation, ++lastOrder);
        }
        long[] seqs = entries == 0 ? NO_SEQS : new long[entries];
        int entry = 0;
        for (Change change : changes) {
            if (change instanceof Change.Deliver deliver) {
                seqs[entry++] = deliver(deliver, ref);
            } else {
                apply(change, ref);
            }
        }
        return new Commit(null, ref, seqs);
    }

    private void apply(Change change, @Nullable Ref ref) {
        switch (change) {
            case Change.NewMessage(StoredMessage message) -> append(message, named(null, ref));
            case Change.Replace(StoredMessage message) -> replace(message);
            case Change.Remove(Ref gone, boolean cut) -> remove(gone, cut);
            case Change.ForgetMid(int sender, long mid, Conversation conversation) ->
                forget(new Mid(sender, mid, conversation));
            case Change.Deliver deliver -> deliver(deliver, ref);
            case Change.Keep(int uid, InboxEntry entry) -> keep(uid, entry);
            case Change.SetReceipt c -> {
                if (touch(c.ref())) {
                    byte[] key = Keys.receipt(c.ref(), c.receipt().uid());
                    batch.put(Column.RECEIPTS, key, Records.receipt(batch.value(), c.receipt()));
                }
            }
            case Change.SetTally c -> {
                if (touch(c.ref())) {
                    batch.put(Column.RECEIPTS, Keys.ref(c.ref()), Records.tally(batch.value(), c.tally()));
                }
            }
            case Change.SetCursor(int uid, int device, long seq) ->
                batch.put(Column.USERS, Keys.cursor(uid, device), Records.number(batch.value(), seq));
            case Change.SetTalk(int uid, Talk talk) -> talks.set(uid, talk);
            case Change.MarkRead(int uid, Ref read) ->
                batch.put(Column.USERS, ofUser(uid, Keys.READ, read), Records.presence(batch.value()));
            case Change.ForgetRead(int uid, Ref read) -> batch.delete(Column.USERS, ofUser(uid, Keys.READ, read));
            case Change.Hide(int uid, Ref hidden) ->
                batch.put(Column.USERS, ofUser(uid, Keys.HIDDEN, hidden), Records.presence(batch.value()));
            case Change.AddTask(Task task) -> tasks.add(task);
            case Change.RemoveTask(Task task) -> tasks.remove(task);
            case Change.Publish(Ref of) -> {
                Ref published = named(of, ref);
                batch.put(
                        Column.OUTBOX,
                        Keys.outbox(published.order()),
                        Records.conversation(batch.value(), published.conversation()));
            }
        }
    }

    private static byte[] ofUser(int uid, byte table, Ref ref) {
        return Keys.ofUser(uid, table, ref.conversation(), ref.order());
    }

    private static Ref named(@Nullable Ref given, @Nullable Ref fresh) {
        if (given != null) {
            return given;
        }
        if (fresh == null) {
            throw new IllegalArgumentException("a change without ref in a write without new message");
        }
        return fresh;
    }

    // --- messages

    private long orderOf(int sender, long mid, Conversation conversation) {
        if (!mids.isEmpty()) {
            Long inGroup = mids.get(new Mid(sender, mid, conversation));
            if (inGroup != null) {
                return inGroup;
            }
        }
        byte[] record = database.get(Column.MIDS, Keys.mid(sender, mid, conversation));
        return record == null || isForgotten(record, clock.millis()) ? 0 : Records.number(record);
    }

    /// Whether it is of a message that was removed so long ago that its mid may be used again.
    static boolean isForgotten(byte[] record, long now) {
        long removed = Records.removedAt(record);
        return removed != 0 && removed <= now - MessageStore.REMEMBERED.toMillis();
    }

    private void append(StoredMessage message, Ref ref) {
        Conversation conversation = ref.conversation();
        batch.put(Column.MESSAGES, Keys.ref(ref), Records.message(batch.value(), message));
        batch.put(
                Column.MIDS,
                Keys.mid(message.sender(), message.mid(), conversation),
                Records.number(batch.value(), ref.order()));
        mids.put(new Mid(message.sender(), message.mid(), conversation), ref.order());
        if (!conversation.group()) {
            talks.ensure(conversation);
        }
    }

    private void replace(StoredMessage message) {
        byte[] key = Keys.ref(message.ref());
        if (!removed.contains(message.ref()) && database.get(Column.MESSAGES, key) != null) {
            batch.put(Column.MESSAGES, key, Records.message(batch.value(), message));
        }
    }

    private void remove(Ref ref, boolean cut) {
        byte[] key = Keys.ref(ref);
        byte[] record = removed.contains(ref) ? null : database.get(Column.MESSAGES, key);
        if (record == null) {
            return;
        }
        StoredMessage message = Records.message(ref, record);
        var mid = new Mid(message.sender(), message.mid(), ref.conversation());
        batch.delete(Column.MESSAGES, key);
        batch.put(
                Column.MIDS,
                Keys.mid(mid.sender, mid.mid, mid.conversation),
                Records.removed(batch.value(), ref.order(), clock.millis()));
        mids.put(mid, ref.order());
        removed.add(ref);
        removeReceipts(ref, key);
        if (cut) {
            cut(ref);
        }
    }

    private void forget(Mid mid) {
        byte[] key = Keys.mid(mid.sender, mid.mid, mid.conversation);
        byte[] record = mids.containsKey(mid) ? null : database.get(Column.MIDS, key);
        if (record != null && isForgotten(record, clock.millis())) {
            batch.delete(Column.MIDS, key);
            mids.put(mid, 0L);
        }
    }

    /// One by one where they are few, because many range deletions make reads slow; but rows of this very group can
    /// only be reached by a range.
    private void removeReceipts(Ref ref, byte[] key) {
        byte[] end = Keys.message(ref.conversation(), ref.order() + 1);
        if (receipted.contains(ref)) {
            batch.deleteRange(Column.RECEIPTS, key, end);
            return;
        }
        try (Scan scan = database.scan(Column.RECEIPTS, key, end)) {
            while (scan.next()) {
                batch.delete(Column.RECEIPTS, scan.key());
            }
        }
    }

    private void cut(Ref ref) {
        Conversation conversation = ref.conversation();
        byte[] key = Keys.conversationCut(conversation);
        Long before = cuts.get(conversation);
        if (before == null) {
            before = Records.number(database.get(Column.META, key));
        }
        if (ref.order() > before) {
            cuts.put(conversation, ref.order());
            batch.put(Column.META, key, Records.number(batch.value(), ref.order()));
        }
    }

    /// Notes that the message has rows in this group. False when the group has removed it.
    private boolean touch(Ref ref) {
        receipted.add(ref);
        return !removed.contains(ref);
    }

    // --- users

    private long deliver(Change.Deliver c, @Nullable Ref fresh) {
        Ref ref = named(c.ref(), fresh);
        long seq = c.ref() == null ? ref.order() : ++lastOrder;
        batch.put(
                Column.INBOXES,
                Keys.inbox(c.inbox(), seq),
                Records.entry(batch.value(), c.kind().number(), ref, c.ts(), c.payload()));
        if (c.inbox() < 0) {
            groupHeads.put(c.inbox(), seq);
        }
        return seq;
    }

    private void keep(int uid, InboxEntry entry) {
        batch.put(
                Column.INBOXES,
                Keys.inbox(uid, entry.seq()),
                Records.entry(batch.value(), entry.kind().number(), entry.ref(), entry.ts(), entry.payload()));
    }
}
