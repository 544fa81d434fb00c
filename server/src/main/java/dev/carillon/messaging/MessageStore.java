package dev.carillon.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Durable storage of messages, inboxes, receipts and tasks. Safe for all threads.
///
/// **Guarantees.** A write is atomic, and durable (synced to the disk) before [#commit] returns; writes of many
/// callers share one sync. Orders and seqs grow in the sequence of commits, and are numbers of one row: what was
/// written later has the higher one, in whatever inbox it is. `then` of each write runs after it is durable, in the
/// sequence of commits, on one thread, so what it hands on is in order for everybody; it must not block. A
/// duplicate's `then` runs too. Failures of the disk are [java.io.UncheckedIOException]s to the callers concerned,
/// whose writes then have not happened. Reads see every write whose `commit` has returned or whose `then` has begun,
/// and everything up to [#lastOrder].
///
/// **Inboxes.** A user has one, named by the uid. A group has one too, named by [#inboxOfGroup]: what is for its
/// members lies there once, and a member's device reads it together with its user's own.
public interface MessageStore extends AutoCloseable {

    /// How long the mid of a message that is gone is remembered, so that a repetition of it is known as one.
    Duration REMEMBERED = Duration.ofDays(7);

    /// Writes all changes or none, and returns when they are durable. The queue of waiting writes is bounded; when it
    /// is full, callers wait.
    Commit commit(List<Change> changes, Consumer<Commit> then);

    default Commit commit(List<Change> changes) {
        return commit(changes, commit -> {});
    }

    /// As [#commit], but returns as soon as the write waits in line. Writes of one thread are done in their sequence.
    ///
    /// @param failed hears of a failure, in the place of `then` and under the same rules
    void submit(List<Change> changes, Consumer<Commit> then, Consumer<RuntimeException> failed);

    /// The name of a group's inbox.
    static int inboxOfGroup(int gid) {
        return -gid;
    }

    /// The highest order or seq ever assigned, 0 when none.
    long lastOrder();

    // --- messages

    @Nullable
    StoredMessage message(Ref ref);

    /// Messages of this sender with this mid (one for each conversation it was sent to).
    List<Ref> find(int sender, long mid);

    /// The message that was sent under this name, also when it was removed less than [#REMEMBERED] ago;
    /// null none.
    @Nullable
    Ref sent(int sender, long mid, Conversation conversation);

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

    // --- inboxes

    /// Entries with seq above `after`, ascending.
    List<InboxEntry> inbox(int inbox, long after, int limit);

    /// How many entries have a seq above `after`, counted no further than `most`.
    int inboxCount(int inbox, long after, int most);

    /// The newest seq ever given in this inbox, 0 none. Quick for groups.
    long inboxHead(int inbox);

    /// Entries with seq up to this one are no longer there.
    long inboxCut(int inbox);

    // --- what one user has

    /// Acknowledged seq by device.
    Map<Integer, Long> cursors(int uid);

    /// Conversations of a user: all of two, and groups in which something was read or cleared.
    List<Talk> talks(int uid);

    Talk talk(int uid, Conversation conversation);

    /// Orders between `low` and `high` (both included) that the user has read one by one, see [Change.MarkRead].
    Set<Long> readSingly(int uid, Conversation conversation, long low, long high);

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

    /// Tasks of the owner with numbers above `afterNumber`, in the sequence in which they were added: at
    /// most so many, and none behind the one with which their payloads exceed so many bytes.
    List<Task> ownedAfter(int owner, long afterNumber, int limit, int bytes);

    /// How many tasks the owner has, and how large their payloads are together; looks at no more than `most`.
    Owned ownedSize(int owner, int most);

    /// Published messages with order above `after`, ascending.
    List<Ref> outbox(long after, int limit);

    // --- upkeep: each call does a bounded piece of work and is durable eventually

    /// Removes inbox entries up to `seq`, keeping the newest one.
    void trimInbox(int inbox, long seq);

    void trimOutbox(long order);

    /// A piece of a walk over all messages, in any fixed sequence. Start with null.
    Walk<StoredMessage> walkMessages(byte @Nullable [] position, int limit);

    /// A piece of a walk over the mids of messages, which looks at about `limit`: those of messages that
    /// were removed [#REMEMBERED] ago or longer. Start with null.
    Walk<Change.ForgetMid> walkForgotten(byte @Nullable [] position, int limit);

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

    record Owned(int count, long bytes) {}

    /// @param next where to go on, null at the end
    record Walk<T>(List<T> items, byte @Nullable [] next) {}
}
