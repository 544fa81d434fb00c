package dev.carillon.simulation;

import dev.carillon.accounts.Background;
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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A message store on a [MessageDisk], with the guarantees of the one that the server ships: the same contract tests
/// hold both to it. Writes go the same way too, by a [GroupCommit], so a crash may come before a write is durable,
/// after it, and before or after its caller and its `then` have heard of it.
final class MemoryMessageStore implements MessageStore {
    private final MessageDisk disk;
    private final GroupCommit commits;
    private final Runnable pause;
    private boolean closed;

    /// @param random how many waiting writes make a group
    /// @param pause called before reads during which another thread may run
    MemoryMessageStore(MessageDisk disk, Background background, RandomGenerator random, Runnable pause) {
        this.disk = disk;
        this.pause = pause;
        commits = new GroupCommit(disk, background, random);
    }

    private <T extends @Nullable Object> T read(Supplier<T> reading) {
        synchronized (disk) {
            if (closed) {
                throw new IllegalStateException("the store is closed");
            }
            return reading.get();
        }
    }

    private <T extends @Nullable Object> T readLater(Supplier<T> reading) {
        pause.run();
        return read(reading);
    }

    @Override
    public Commit commit(List<Change> changes, Consumer<Commit> then) {
        read(() -> true);
        MessageDisk.check(changes);
        return commits.commit(changes, then);
    }

    @Override
    public void submit(List<Change> changes, Consumer<Commit> then, Consumer<RuntimeException> failed) {
        read(() -> true);
        try {
            MessageDisk.check(changes);
            commits.submit(changes, then);
        } catch (IllegalArgumentException e) {
            commits.tell(() -> failed.accept(e));
        }
    }

    @Override
    public long lastOrder() {
        return read(() -> disk.lastOrder);
    }

    // --- messages

    @Override
    public @Nullable StoredMessage message(Ref ref) {
        return this.<@Nullable StoredMessage>readLater(() -> disk.message(ref));
    }

    @Override
    public List<Ref> find(int sender, long mid) {
        return readLater(() -> disk.mids.entrySet().stream()
                .filter(e -> e.getKey().sender() == sender && e.getKey().mid() == mid)
                .map(Map.Entry::getValue)
                .toList());
    }

    @Override
    public @Nullable Ref sent(int sender, long mid, Conversation conversation) {
        return this.<@Nullable Ref>readLater(() -> disk.sent(new MessageDisk.Mid(sender, conversation, mid)));
    }

    @Override
    public List<StoredMessage> before(Conversation conversation, long before, int limit) {
        return readLater(
                () -> in(conversation, disk.messages.headMap(before, false).descendingMap(), limit));
    }

    @Override
    public List<StoredMessage> after(Conversation conversation, long after, int limit) {
        return readLater(() -> in(conversation, disk.messages.tailMap(after, false), limit));
    }

    private static List<StoredMessage> in(Conversation conversation, Map<Long, StoredMessage> of, int limit) {
        return of.values().stream()
                .filter(m -> m.ref().conversation().equals(conversation))
                .limit(limit)
                .toList();
    }

    @Override
    public long cutUpTo(Conversation conversation) {
        return read(() -> disk.cuts.getOrDefault(conversation, 0L));
    }

    @Override
    public Receipt receipt(Ref ref, int uid) {
        return readLater(() -> receiptsOf(ref).getOrDefault(uid, new Receipt(uid, 0, 0)));
    }

    private TreeMap<Integer, Receipt> receiptsOf(Ref ref) {
        return disk.receipts.getOrDefault(ref, new TreeMap<>());
    }

    @Override
    public List<Receipt> receipts(Ref ref, int afterUid, int limit) {
        return read(() -> first(receiptsOf(ref).tailMap(afterUid, false).values().stream(), limit));
    }

    @Override
    public Tally tally(Ref ref) {
        return readLater(() -> disk.tallies.getOrDefault(ref, Tally.NONE));
    }

    // --- what one user has

    @Override
    public List<InboxEntry> inbox(int uid, long after, int limit) {
        return readLater(() -> first(inboxOf(uid).entries.tailMap(after, false).values().stream(), limit));
    }

    private MessageDisk.Inbox inboxOf(int uid) {
        return disk.inboxes.getOrDefault(uid, new MessageDisk.Inbox());
    }

    @Override
    public int inboxCount(int inbox, long after, int most) {
        return read(() -> Math.min(inboxOf(inbox).entries.tailMap(after, false).size(), most));
    }

    @Override
    public long inboxHead(int uid) {
        return read(() -> inboxOf(uid).head);
    }

    @Override
    public long inboxCut(int uid) {
        return read(() -> inboxOf(uid).cut);
    }

    @Override
    public Map<Integer, Long> cursors(int uid) {
        return read(() -> new TreeMap<>(disk.cursors.getOrDefault(uid, new TreeMap<>())));
    }

    @Override
    public List<Talk> talks(int uid) {
        return read(() -> List.copyOf(disk.talks.getOrDefault(uid, Map.of()).values()));
    }

    @Override
    public Talk talk(int uid, Conversation conversation) {
        return read(
                () -> disk.talks.getOrDefault(uid, Map.of()).getOrDefault(conversation, new Talk(conversation, 0, 0)));
    }

    @Override
    public Set<Long> readSingly(int uid, Conversation conversation, long low, long high) {
        return orders(disk.read, uid, conversation, low, high);
    }

    @Override
    public Set<Long> hidden(int uid, Conversation conversation, long low, long high) {
        return orders(disk.hidden, uid, conversation, low, high);
    }

    private Set<Long> orders(
            Map<Integer, TreeMap<Long, Ref>> table, int uid, Conversation conversation, long low, long high) {
        return read(() -> {
            Set<Long> orders = new TreeSet<>();
            table.getOrDefault(uid, new TreeMap<>()).values().stream()
                    .filter(ref -> ref.conversation().equals(conversation) && ref.order() >= low && ref.order() <= high)
                    .forEach(ref -> orders.add(ref.order()));
            return orders;
        });
    }

    // --- tasks, outbox

    @Override
    public List<Task> due(long now, int limit) {
        return readLater(() -> first(disk.tasks.stream().filter(task -> task.at() <= now), limit));
    }

    @Override
    public List<Task> owned(int owner, int limit) {
        return readLater(() -> first(disk.tasks.stream().filter(task -> task.owner() == owner), limit));
    }

    @Override
    public @Nullable Task owned(int owner, long label) {
        List<Task> one = owned(owner, label, 1);
        return one.isEmpty() ? null : one.getFirst();
    }

    @Override
    public List<Task> owned(int owner, long label, int limit) {
        return readLater(() ->
                first(disk.tasks.stream().filter(task -> task.owner() == owner && task.label() == label), limit));
    }

    @Override
    public List<Task> ownedAfter(int owner, long afterNumber, int limit, int bytes) {
        return readLater(() -> {
            List<Task> tasks = new ArrayList<>();
            int[] size = {0};
            disk.tasks.stream()
                    .filter(task -> task.owner() == owner && task.n() > afterNumber)
                    .sorted(Comparator.comparingLong(Task::n))
                    .filter(_ -> tasks.size() < limit && size[0] <= bytes)
                    .forEach(task -> {
                        tasks.add(task);
                        size[0] += task.payload().length;
                    });
            return tasks;
        });
    }

    @Override
    public Owned ownedSize(int owner, int most) {
        List<Task> tasks = owned(owner, most);
        return new Owned(
                tasks.size(),
                tasks.stream().mapToLong(task -> task.payload().length).sum());
    }

    @Override
    public List<Ref> outbox(long after, int limit) {
        return read(() -> first(disk.outbox.tailMap(after, false).values().stream(), limit));
    }

    private static <T> List<T> first(Stream<T> all, int limit) {
        return all.limit(limit).toList();
    }

    // --- upkeep

    @Override
    public void trimInbox(int uid, long seq) {
        read(() -> {
            inboxOf(uid).trim(seq);
            return true;
        });
    }

    @Override
    public void trimOutbox(long order) {
        read(() -> {
            disk.outbox.headMap(order, true).clear();
            return true;
        });
    }

    @Override
    public Walk<StoredMessage> walkMessages(byte @Nullable [] position, int limit) {
        return read(() -> {
            long after = position == null ? 0 : ByteBuffer.wrap(position).getLong();
            List<StoredMessage> some = first(disk.messages.tailMap(after, false).values().stream(), limit);
            byte @Nullable [] next = some.size() < limit
                    ? null
                    : ByteBuffer.allocate(8)
                            .putLong(some.getLast().ref().order())
                            .array();
            return new Walk<>(some, next);
        });
    }

    @Override
    public Walk<Change.ForgetMid> walkForgotten(byte @Nullable [] position, int limit) {
        return read(() -> new Walk<>(disk.forgotten(), null));
    }

    /// All of them in one piece.
    @Override
    public byte @Nullable [] sweepInboxes(byte @Nullable [] position, long ts, int limit) {
        return this.<byte @Nullable []>read(() -> {
            for (MessageDisk.Inbox inbox : disk.inboxes.values()) {
                long old = 0;
                for (InboxEntry entry : inbox.entries.values()) {
                    if (entry.ts() >= ts) {
                        break;
                    }
                    old = entry.seq();
                }
                inbox.trim(old);
            }
            return null;
        });
    }

    @Override
    public boolean purgeUser(int uid, int limit) {
        return read(() -> disk.purgeUser(uid, limit));
    }

    @Override
    public boolean purgeGroup(int gid, int limit) {
        return read(() -> disk.purgeGroup(gid, limit));
    }

    @Override
    public void forgetDevice(int uid, int device) {
        read(() -> {
            disk.cursors.getOrDefault(uid, new TreeMap<>()).remove(device);
            return true;
        });
    }

    @Override
    public void close() {
        commits.close();
        synchronized (disk) {
            closed = true;
        }
    }
}
