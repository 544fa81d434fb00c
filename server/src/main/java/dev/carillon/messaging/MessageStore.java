package dev.carillon.messaging;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Durable storage of messages, inboxes, receipts and tasks. Safe for all threads.
///
/// **Guarantees.** A write is atomic, and durable (synced to the disk) before [#commit] returns; writes of many
/// callers share one sync. Orders and seqs grow in the sequence of commits. `then` of each write runs after it is
/// durable, in the sequence of commits, on one thread, so what it hands on is in order for everybody; it must not
/// block. A duplicate's `then` runs too. Failures of the disk are thrown as [java.io.UncheckedIOException] to the
/// callers concerned, whose writes then have not happened. Reads see every write whose `commit` has returned or whose
/// `then` has begun.
public interface MessageStore extends AutoCloseable {

    /// Writes all changes or none, and returns when they are durable. The queue of waiting writes is bounded; when it
    /// is full, callers wait.
    Commit commit(List<Change> changes, Consumer<Commit> then);

    default Commit commit(List<Change> changes) {
        return commit(changes, commit -> {});
    }

    /// The highest order ever assigned, 0 when none.
    long lastOrder();

    // --- messages

    @Nullable
    StoredMessage message(Ref ref);

    /// Messages of this sender with this mid (one for each conversation it was sent to).
    List<Ref> find(int sender, long mid);

    /// Messages with order below `before`, newest first.
    List<StoredMessage> before(Conversation conversation, long before, int limit);

    /// Messages with order above `after`, oldest first.
    List<StoredMessage> after(Conversation conversation, long after, int limit);

    /// Highest order that retention has removed from the conversation, 0 none.
    long cutUpTo(Conversation conversation);

    Receipt receipt(Ref ref, int uid);

    /// Receipts of a message by uid, those above `afterUid`.
    List<Receipt> receipts(Ref ref, int afterUid, int limit);

    Tally tally(Ref ref);

    // --- what one user has

    /// Entries with seq above `after`, ascending.
    List<InboxEntry> inbox(int uid, long after, int limit);

    /// The newest seq ever given in this inbox, 0 none.
    long inboxHead(int uid);

    /// Entries with seq up to this one are no longer there.
    long inboxCut(int uid);

    /// Acknowledged seq by device.
    Map<Integer, Long> cursors(int uid);

    /// Conversations of a user: all of two, and groups in which something was read or cleared.
    List<Talk> talks(int uid);

    Talk talk(int uid, Conversation conversation);

    /// Orders between `low` and `high` (both included) that are hidden from the user.
    Set<Long> hidden(int uid, Conversation conversation, long low, long high);

    // --- tasks, outbox

    /// Tasks due at `now` or earlier, earliest first.
    List<Task> due(long now, int limit);

    /// Tasks that the owner can find by label.
    List<Task> owned(int owner, int limit);

    @Nullable
    Task owned(int owner, long label);

    /// Tasks of one label: a message scheduled for several has one for each.
    List<Task> owned(int owner, long label, int limit);

    /// How many tasks the owner has, counted no further than `most`.
    int ownedCount(int owner, int most);

    /// Published messages with order above `after`, ascending.
    List<Ref> outbox(long after, int limit);

    // --- upkeep: each call does a bounded piece of work and is durable eventually

    /// Removes inbox entries up to `seq`, keeping the newest one.
    void trimInbox(int uid, long seq);

    void trimOutbox(long order);

    /// A piece of a walk over all messages, in any fixed sequence. Start with null.
    Walk<StoredMessage> walkMessages(byte @Nullable [] position, int limit);

    /// A piece of a walk over all inboxes: removes entries written before `ts`. Start with null.
    byte @Nullable [] sweepInboxes(byte @Nullable [] position, long ts, int limit);

    /// Removes a piece of what belongs to the user: sent messages everywhere, conversations of two, inbox, cursors,
    /// talks, tasks. True when all is gone.
    boolean purgeUser(int uid, int limit);

    boolean purgeGroup(int gid, int limit);

    /// Removes a device's cursor.
    void forgetDevice(int uid, int device);

    @Override
    void close();

    /// @param next where to go on, null at the end
    record Walk<T>(List<T> items, byte @Nullable [] next) {}
}
