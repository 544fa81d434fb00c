package dev.carillon.simulation;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Receipt;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Talk;
import dev.carillon.messaging.Tally;
import dev.carillon.messaging.Task;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a message store has made durable: it outlives the [MemoryMessageStore]s that are opened on it. All access is
/// under its monitor, within which nothing waits.
final class MessageDisk {
    private static final Comparator<Task> BY_TIME =
            Comparator.comparingLong(Task::at).thenComparingLong(Task::n);

    final TreeMap<Long, StoredMessage> messages = new TreeMap<>();
    final Map<Mid, Ref> mids = new HashMap<>();
    private final Map<Mid, Removed> removed = new HashMap<>();
    final Map<Ref, TreeMap<Integer, Receipt>> receipts = new HashMap<>();
    final Map<Ref, Tally> tallies = new HashMap<>();
    final Map<Conversation, Long> cuts = new HashMap<>();
    final Map<Integer, Inbox> inboxes = new TreeMap<>();
    final Map<Integer, TreeMap<Integer, Long>> cursors = new HashMap<>();
    final Map<Integer, Map<Conversation, Talk>> talks = new HashMap<>();
    final Map<Integer, TreeMap<Long, Ref>> hidden = new HashMap<>();
    final Map<Integer, TreeMap<Long, Ref>> read = new HashMap<>();
    final TreeSet<Task> tasks = new TreeSet<>(BY_TIME);
    final TreeMap<Long, Ref> outbox = new TreeMap<>();
    long lastOrder;
    private long lastTask = 1L << 40;
    private final LongSupplier now;

    private record Removed(Ref ref, long at) {}

    /// Time stands still: what is removed is remembered for ever.
    MessageDisk() {
        this(() -> 0);
    }

    MessageDisk(LongSupplier now) {
        this.now = now;
    }

    /// A message's name as its sender gave it.
    record Mid(int sender, Conversation conversation, long mid) {
        static Mid of(StoredMessage message) {
            return new Mid(message.sender(), message.ref().conversation(), message.mid());
        }
    }

    static final class Inbox {
        final TreeMap<Long, InboxEntry> entries = new TreeMap<>();
        long head;
        long cut;

        void add(long seq, InboxEntry.Kind kind, Ref ref, long ts, byte[] payload) {
            entries.put(seq, new InboxEntry(seq, kind, ref, ts, payload));
            head = Math.max(head, seq);
        }

        void trim(long seq) {
            long upTo = Math.min(seq, head - 1);
            if (upTo > cut) {
                entries.headMap(upTo, true).clear();
                cut = upTo;
            }
        }
    }

    /// @throws IllegalArgumentException when the write makes no sense
    static void check(List<Change> changes) {
        long added =
                changes.stream().filter(Change.NewMessage.class::isInstance).count();
        if (added > 1) {
            throw new IllegalArgumentException("two new messages in one write");
        }
        boolean meantNew = changes.stream()
                .anyMatch(c -> (c instanceof Change.Deliver deliver && deliver.ref() == null)
                        || (c instanceof Change.Publish publish && publish.ref() == null));
        if (meantNew && added == 0) {
            throw new IllegalArgumentException("an entry without new message names no other");
        }
    }

    /// Does all of a checked write, or nothing when it is a repetition.
    synchronized Commit apply(List<Change> changes) {
        StoredMessage added = null;
        for (Change change : changes) {
            if (change instanceof Change.NewMessage(StoredMessage message)) {
                Ref earlier = sent(Mid.of(message));
                if (earlier != null) {
                    return new Commit(earlier, null, new long[0]);
                }
                added = message.at(++lastOrder);
            }
        }
        Ref ref = added == null ? null : added.ref();
        long[] seqs = new long
                [(int) changes.stream().filter(Change.Deliver.class::isInstance).count()];
        int delivered = 0;
        for (Change change : changes) {
            switch (change) {
                case Change.NewMessage _ -> append(Objects.requireNonNull(added));
                case Change.Replace(StoredMessage message) ->
                    messages.computeIfPresent(message.ref().order(), (_, _) -> message);
                case Change.Remove(Ref gone, boolean cut) -> remove(gone, cut);
                case Change.ForgetMid(int sender, long mid, Conversation conversation) -> {
                    var name = new Mid(sender, conversation, mid);
                    if (isForgotten(removed.get(name))) {
                        removed.remove(name);
                    }
                }
                case Change.Deliver deliver -> seqs[delivered++] = deliver(deliver, ref);
                case Change.Keep(int uid, InboxEntry entry) ->
                    inbox(uid).add(entry.seq(), entry.kind(), entry.ref(), entry.ts(), entry.payload());
                case Change.SetReceipt(Ref of, Receipt receipt) -> {
                    if (message(of) != null) {
                        receipts.computeIfAbsent(of, _ -> new TreeMap<>()).put(receipt.uid(), receipt);
                    }
                }
                case Change.SetTally(Ref of, Tally tally) -> {
                    if (message(of) != null) {
                        tallies.put(of, tally);
                    }
                }
                case Change.SetCursor(int uid, int device, long seq) ->
                    cursors.computeIfAbsent(uid, _ -> new TreeMap<>()).put(device, seq);
                case Change.SetTalk(int uid, Talk talk) -> talksOf(uid).put(talk.conversation(), talk);
                case Change.MarkRead(int uid, Ref of) ->
                    read.computeIfAbsent(uid, _ -> new TreeMap<>()).put(of.order(), of);
                case Change.ForgetRead(int uid, Ref of) ->
                    read.getOrDefault(uid, new TreeMap<>()).remove(of.order());
                case Change.Hide(int uid, Ref of) ->
                    hidden.computeIfAbsent(uid, _ -> new TreeMap<>()).put(of.order(), of);
                case Change.AddTask(Task task) -> add(task);
                case Change.RemoveTask(Task task) -> tasks.remove(task);
                case Change.Publish(Ref of) -> {
                    Ref named = of == null ? Objects.requireNonNull(ref) : of;
                    outbox.put(named.order(), named);
                }
            }
        }
        return new Commit(null, ref, seqs);
    }

    @Nullable
    Ref sent(Mid mid) {
        Ref there = mids.get(mid);
        Removed gone = removed.get(mid);
        return there != null || gone == null || isForgotten(gone) ? there : gone.ref;
    }

    private boolean isForgotten(@Nullable Removed gone) {
        return gone != null && gone.at <= now.getAsLong() - MessageStore.REMEMBERED.toMillis();
    }

    List<Change.ForgetMid> forgotten() {
        return removed.entrySet().stream()
                .filter(e -> isForgotten(e.getValue()))
                .map(Map.Entry::getKey)
                .map(mid -> new Change.ForgetMid(mid.sender, mid.mid, mid.conversation))
                .toList();
    }

    private void append(StoredMessage message) {
        messages.put(message.ref().order(), message);
        mids.put(Mid.of(message), message.ref());
        removed.remove(Mid.of(message));
        Conversation conversation = message.ref().conversation();
        if (!conversation.group()) {
            talksOf(conversation.a()).putIfAbsent(conversation, new Talk(conversation, 0, 0));
            talksOf(conversation.b()).putIfAbsent(conversation, new Talk(conversation, 0, 0));
        }
    }

    private Map<Conversation, Talk> talksOf(int uid) {
        return talks.computeIfAbsent(uid, _ -> new HashMap<>());
    }

    @Nullable
    StoredMessage message(Ref ref) {
        StoredMessage message = messages.get(ref.order());
        return message != null && message.ref().equals(ref) ? message : null;
    }

    private void remove(Ref ref, boolean cut) {
        StoredMessage gone = message(ref);
        if (gone != null) {
            messages.remove(ref.order());
            mids.remove(Mid.of(gone));
            removed.put(Mid.of(gone), new Removed(ref, now.getAsLong()));
            receipts.remove(ref);
            tallies.remove(ref);
        }
        if (cut) {
            cuts.merge(ref.conversation(), ref.order(), Math::max);
        }
    }

    private long deliver(Change.Deliver deliver, @Nullable Ref added) {
        Ref ref = deliver.ref() == null ? Objects.requireNonNull(added) : deliver.ref();
        long seq = deliver.ref() == null ? ref.order() : ++lastOrder;
        inbox(deliver.inbox()).add(seq, deliver.kind(), ref, deliver.ts(), deliver.payload());
        return seq;
    }

    private Inbox inbox(int name) {
        return inboxes.computeIfAbsent(name, _ -> new Inbox());
    }

    private void add(Task task) {
        Task numbered = task.n() != 0
                ? task
                : new Task(task.at(), ++lastTask, task.kind(), task.owner(), task.label(), task.payload());
        tasks.remove(numbered);
        tasks.add(numbered);
    }

    // --- upkeep

    /// Removes a piece of the messages that the user sent or got from another one, then everything else of the user.
    synchronized boolean purgeUser(int uid, int limit) {
        if (!removeSome(m -> m.sender() == uid || m.ref().conversation().has(uid), limit)) {
            return false;
        }
        removed.keySet().removeIf(mid -> mid.sender == uid);
        inboxes.remove(uid);
        cursors.remove(uid);
        hidden.remove(uid);
        read.remove(uid);
        talks.remove(uid);
        talks.values().forEach(of -> of.keySet().removeIf(conversation -> conversation.has(uid)));
        tasks.removeIf(task -> task.owner() == uid);
        return true;
    }

    synchronized boolean purgeGroup(int gid, int limit) {
        Conversation group = Conversation.ofGroup(gid);
        boolean done = removeSome(m -> m.ref().conversation().equals(group), limit);
        if (done) {
            cuts.remove(group);
            inboxes.remove(MessageStore.inboxOfGroup(gid));
        }
        return done;
    }

    private boolean removeSome(java.util.function.Predicate<StoredMessage> which, int limit) {
        List<Ref> some = messages.values().stream()
                .filter(which)
                .limit(limit)
                .map(StoredMessage::ref)
                .toList();
        some.forEach(ref -> remove(ref, false));
        return some.size() < limit;
    }
}
