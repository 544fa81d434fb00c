package dev.carillon.storage.messages.rocks;

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
import dev.carillon.metrics.Metrics;
import dev.carillon.storage.messages.StoreStats;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The message store of a server that stands alone: RocksDB in the folder `messages` of the data folder. Its code is
/// unpacked to the folder `native` beside it.
///
/// After [#close] every method throws an [IllegalStateException]. A `then` may read, but must not write.
public final class RocksMessageStore implements MessageStore {
    private static final String FOLDER = "messages";

    private final Database database;
    private final CommitThread commits;
    private final Messages messages;
    private final Inboxes inboxes;
    private final Users users;
    private final Tasks tasks;
    private final Trimming trimming;
    private final Purge purge;
    /// Writers are let in by the first, readers by the second: a `then` of the last write may still read.
    private final Gate writers = new Gate();

    private final Gate readers = new Gate();
    private final AtomicBoolean closed = new AtomicBoolean();

    private RocksMessageStore(Database database, Clock clock) {
        var dueFrom = new DueFrom();
        var heads = new GroupHeads();
        var recent = new RecentMessages();
        this.database = database;
        commits = new CommitThread(database, dueFrom, heads, recent, clock);
        messages = new Messages(database, recent, clock);
        inboxes = new Inboxes(database, heads);
        users = new Users(database);
        tasks = new Tasks(database, dueFrom);
        trimming = new Trimming(database, inboxes, clock);
        purge = new Purge(database, users, tasks, trimming, commits);
    }

    /// Opens the store, or begins an empty one.
    ///
    /// @param folder the server's data folder; made when it is missing
    /// @throws java.io.UncheckedIOException when the files cannot be used, for example because another process
    /// does
    /// @throws dev.carillon.accounts.UnusableData when a newer Carillon has written them, or they are damaged
    public static RocksMessageStore open(Path folder, Clock clock) {
        return open(folder, clock, StoreSetup.NORMAL);
    }

    /// As above.
    public static RocksMessageStore open(Path folder, Clock clock, StoreSetup setup) {
        Database database = Database.open(folder.resolve(FOLDER), setup);
        try {
            Format.bringUpToDate(database);
            var store = new RocksMessageStore(database, clock);
            store.commits.start();
            return store;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    public StoreStats stats() {
        return commits.stats();
    }

    /// Whether something that was asked for could not be read since the start, because it is damaged.
    public boolean isDamaged() {
        return database.isDamaged();
    }

    /// Has all of this show up in the metrics.
    public void measure(Metrics metrics) {
        metrics.gauge(
                "carillon_store_damaged",
                "1 when a part of the message store could not be read, because it is damaged",
                () -> isDamaged() ? 1 : 0);
        commits.measure(metrics);
        metrics.gauge(
                "carillon_store_memory_bytes",
                "Memory outside of the heap that RocksDB holds",
                () -> readers.inside(database::unwritten),
                "for",
                "writes");
        metrics.gauge(
                "carillon_store_memory_bytes",
                "Memory outside of the heap that RocksDB holds",
                () -> readers.inside(database::cached),
                "for",
                "reads");
    }

    /// What the store holds of what the directory gives ids to, and of itself.
    public Traces traces() {
        return readers.inside(() -> Traces.of(database, commits.storedOrder()));
    }

    /// Which data folder it belongs to. Only before the first write.
    public void belongTo(String origin) {
        writers.<@Nullable Object>inside(() -> {
            Traces.belong(database, origin);
            return null;
        });
    }

    /// The highest order that is in the store.
    public long storedOrder() {
        return commits.storedOrder();
    }

    /// Has orders begin above this one, for ever. Only before the first write.
    public void beginAbove(long order) {
        writers.<@Nullable Object>inside(() -> {
            Traces.beginAbove(database, order);
            commits.beginAbove(order);
            return null;
        });
    }

    @Override
    public Commit commit(List<Change> changes, Consumer<Commit> then) {
        return writers.inside(() -> commits.commit(changes, then));
    }

    @Override
    public void submit(List<Change> changes, Consumer<Commit> then, Consumer<RuntimeException> failed) {
        writers.<@Nullable Object>inside(() -> {
            commits.submit(changes, then, failed);
            return null;
        });
    }

    @Override
    public long lastOrder() {
        return readers.inside(commits::lastOrder);
    }

    // --- messages

    @Override
    public @Nullable StoredMessage message(Ref ref) {
        return readers.<@Nullable StoredMessage>inside(() -> messages.message(ref));
    }

    @Override
    public List<Ref> find(int sender, long mid) {
        return readers.inside(() -> messages.find(sender, mid));
    }

    @Override
    public @Nullable Ref sent(int sender, long mid, Conversation conversation) {
        return readers.<@Nullable Ref>inside(() -> messages.sent(sender, mid, conversation));
    }

    @Override
    public List<StoredMessage> before(Conversation conversation, long before, int limit) {
        return readers.inside(() -> messages.before(conversation, before, limit));
    }

    @Override
    public List<StoredMessage> after(Conversation conversation, long after, int limit) {
        return readers.inside(() -> messages.after(conversation, after, limit));
    }

    @Override
    public long cutUpTo(Conversation conversation) {
        return readers.inside(() -> messages.cutUpTo(conversation));
    }

    @Override
    public Receipt receipt(Ref ref, int uid) {
        return readers.inside(() -> messages.receipt(ref, uid));
    }

    @Override
    public List<Receipt> receipts(Ref ref, int afterUid, int limit) {
        return readers.inside(() -> messages.receipts(ref, afterUid, limit));
    }

    @Override
    public Tally tally(Ref ref) {
        return readers.inside(() -> messages.tally(ref));
    }

    // --- what one user has

    @Override
    public List<InboxEntry> inbox(int inbox, long after, int limit) {
        return readers.inside(() -> inboxes.entries(inbox, after, limit));
    }

    @Override
    public int inboxCount(int inbox, long after, int most) {
        return readers.inside(() -> inboxes.count(inbox, after, most));
    }

    @Override
    public long inboxHead(int inbox) {
        return readers.inside(() -> inboxes.head(inbox));
    }

    @Override
    public long inboxCut(int inbox) {
        return readers.inside(() -> inboxes.cut(inbox));
    }

    @Override
    public Map<Integer, Long> cursors(int uid) {
        return readers.inside(() -> users.cursors(uid));
    }

    @Override
    public List<Talk> talks(int uid) {
        return readers.inside(() -> users.talks(uid));
    }

    @Override
    public Talk talk(int uid, Conversation conversation) {
        return readers.inside(() -> users.talk(uid, conversation));
    }

    @Override
    public Set<Long> readSingly(int uid, Conversation conversation, long low, long high) {
        return readers.inside(() -> users.orders(uid, Keys.READ, conversation, low, high));
    }

    @Override
    public Set<Long> hidden(int uid, Conversation conversation, long low, long high) {
        return readers.inside(() -> users.orders(uid, Keys.HIDDEN, conversation, low, high));
    }

    // --- tasks, outbox

    @Override
    public List<Task> due(long now, int limit) {
        return readers.inside(() -> tasks.due(now, limit));
    }

    @Override
    public List<Task> owned(int owner, int limit) {
        return readers.inside(() -> tasks.owned(owner, limit));
    }

    @Override
    public @Nullable Task owned(int owner, long label) {
        return readers.<@Nullable Task>inside(() -> tasks.owned(owner, label));
    }

    @Override
    public List<Task> owned(int owner, long label, int limit) {
        return readers.inside(() -> tasks.owned(owner, label, limit));
    }

    @Override
    public List<Task> ownedAfter(int owner, long afterNumber, int limit, int bytes) {
        return readers.inside(() -> tasks.ownedAfter(owner, afterNumber, limit, bytes));
    }

    @Override
    public Owned ownedSize(int owner, int most) {
        return readers.inside(() -> tasks.ownedSize(owner, most));
    }

    @Override
    public List<Ref> outbox(long after, int limit) {
        return readers.inside(() -> messages.outbox(after, limit));
    }

    // --- upkeep

    @Override
    public void trimInbox(int uid, long seq) {
        upkeep(() -> trimming.inbox(uid, seq));
    }

    @Override
    public void trimOutbox(long order) {
        upkeep(() -> trimming.outbox(order));
    }

    @Override
    public Walk<StoredMessage> walkMessages(byte @Nullable [] position, int limit) {
        return readers.inside(() -> trimming.messages(position, limit));
    }

    @Override
    public Walk<Change.ForgetMid> walkForgotten(byte @Nullable [] position, int limit) {
        return readers.inside(() -> trimming.forgotten(position, limit));
    }

    @Override
    public byte @Nullable [] sweepInboxes(byte @Nullable [] position, long ts, int limit) {
        return writers.<byte @Nullable []>inside(() -> trimming.inboxes(position, ts, limit));
    }

    @Override
    public boolean purgeUser(int uid, int limit) {
        return writers.inside(() -> purge.user(uid, limit));
    }

    @Override
    public boolean purgeGroup(int gid, int limit) {
        return writers.inside(() -> purge.group(gid, limit));
    }

    @Override
    public void forgetDevice(int uid, int device) {
        upkeep(() -> trimming.cursor(uid, device));
    }

    private void upkeep(Runnable work) {
        writers.<@Nullable Object>inside(() -> {
            work.run();
            return null;
        });
    }

    /// Refuses new writes, finishes those that wait and every `then`, then refuses reads, and lets the files go.
    /// Called again, it does nothing.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            writers.close();
            commits.close();
            readers.close();
            database.close();
        }
    }
}
