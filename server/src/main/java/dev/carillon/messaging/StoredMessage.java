package dev.carillon.messaging;

import dev.carillon.protocol.Age;
import org.jspecify.annotations.Nullable;

/// A message as it lies on the disk.
///
/// @param ref its place; in a message that is being appended `ref.order()` is 0 until the store assigns it
/// @param aid app
/// @param sender uid
/// @param recipient uid in a conversation of two, 0 in a group
/// @param mid chosen by the sender
/// @param ts ms of acceptance
/// @param expires ms after which it is dropped if undelivered
/// @param edited ms of the last edit, 0 never
/// @param state sum of [#WIPED], [#RECALLED], [#UNSEEN], [#EXPIRED], [#OWN_COPY]; 0 is an ordinary message
/// @param recipients to how many users it went
/// @param content JSON of [dev.carillon.protocol.Content]; empty when wiped. Treat as immutable
public record StoredMessage(
        Ref ref,
        int aid,
        int sender,
        int recipient,
        long mid,
        long ts,
        int type,
        int flags,
        long expires,
        long replyTo,
        long thread,
        boolean forwarded,
        @Nullable Age age,
        long edited,
        int state,
        int recipients,
        byte[] content) {
    /// The content was destroyed, a tombstone stays.
    public static final int WIPED = 1;
    /// Taken back: only the sender still sees it.
    public static final int RECALLED = 2;
    /// Never shown to its recipient, who has blocked the sender.
    public static final int UNSEEN = 4;
    /// Dropped undelivered: only the sender still sees it.
    public static final int EXPIRED = 8;
    /// The sender's inbox has an entry too, for the sender's other devices.
    public static final int OWN_COPY = 16;

    public StoredMessage at(long order) {
        return with(new Ref(ref.conversation(), order), edited, state, content);
    }

    public StoredMessage edited(byte[] newContent, long when) {
        return with(ref, when, state, newContent);
    }

    public StoredMessage inState(int newState) {
        return with(ref, edited, newState, (newState & WIPED) != 0 ? new byte[0] : content);
    }

    private StoredMessage with(Ref newRef, long newEdited, int newState, byte[] newContent) {
        return new StoredMessage(
                newRef,
                aid,
                sender,
                recipient,
                mid,
                ts,
                type,
                flags,
                expires,
                replyTo,
                thread,
                forwarded,
                age,
                newEdited,
                newState,
                recipients,
                newContent);
    }

    public boolean is(int bit) {
        return (state & bit) != 0;
    }

    /// Whether this user may see it (given that it belongs to one of the user's conversations).
    public boolean visibleTo(int uid) {
        return uid == sender || !is(RECALLED | UNSEEN | EXPIRED);
    }
}
