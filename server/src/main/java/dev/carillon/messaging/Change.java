package dev.carillon.messaging;

import org.jspecify.annotations.Nullable;

/// One step of an atomic write to the [MessageStore].
public sealed interface Change {

    /// Appends a message; the store assigns its order. Also makes the conversation show up as a [Talk] of both users
    /// of a conversation of two.
    /// If this sender already has a message with this mid in this conversation, or had one that was removed less
    /// than [MessageStore#REMEMBERED] ago, nothing of the whole write is done and [Commit#duplicate] names it.
    record NewMessage(StoredMessage message) implements Change {}

    /// Overwrites a message that exists (an edit, a wipe); does nothing if it has been removed meanwhile.
    record Replace(StoredMessage message) implements Change {}

    /// Removes a message with its receipts and tally; its mid is remembered for a while. `cut` notes in the
    /// conversation that its older part is gone (retention).
    record Remove(Ref ref, boolean cut) implements Change {}

    /// Forgets the mid of a message that was removed long ago. Does nothing when another message bears it
    /// by now.
    record ForgetMid(int sender, long mid, Conversation conversation) implements Change {}

    /// Appends an entry to an inbox. The store assigns its seq: the next number, or the order of this write's
    /// [NewMessage] where that is what it delivers (at most once into each inbox).
    ///
    /// @param inbox of a user or a group, see [MessageStore]
    /// @param ref null: the message of this write's [NewMessage]
    record Deliver(
            int inbox, InboxEntry.Kind kind, @Nullable Ref ref, long ts, byte[] payload) implements Change {}

    /// Puts an entry of a group's inbox, with its seq, into a user's own. Repeated, it does nothing.
    record Keep(int uid, InboxEntry entry) implements Change {}

    record SetReceipt(Ref ref, Receipt receipt) implements Change {}

    record SetTally(Ref ref, Tally tally) implements Change {}

    record SetCursor(int uid, int device, long seq) implements Change {}

    record SetTalk(int uid, Talk talk) implements Change {}

    /// Notes that the user has read this message, which is above the mark of its [Talk].
    record MarkRead(int uid, Ref ref) implements Change {}

    /// The mark of the user's [Talk] is at or above this message: the note is no longer needed.
    record ForgetRead(int uid, Ref ref) implements Change {}

    /// Hides a message from one user ("delete for me").
    record Hide(int uid, Ref ref) implements Change {}

    /// Adds a task, or with `n` set replaces the one of that (at, n).
    record AddTask(Task task) implements Change {}

    record RemoveTask(Task task) implements Change {}

    /// Notes the message for the after-commit consumers (webhooks, push), which read by [MessageStore#outbox].
    ///
    /// @param ref null: the message of this write's [NewMessage]
    record Publish(@Nullable Ref ref) implements Change {}
}
