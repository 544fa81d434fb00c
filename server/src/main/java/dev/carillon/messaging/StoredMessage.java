package dev.carillon.messaging;

import dev.carillon.protocol.Age;
import dev.carillon.protocol.Limits;
import java.util.ArrayList;
import java.util.List;
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
/// @param recipients to how many users it went, without the sender
/// @param content JSON of [dev.carillon.protocol.Content]; empty when wiped. Treat as immutable
/// @param viewers who sees it, besides its sender
/// @param label what its sender calls it, for the sender only; null: nothing
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
        byte[] content,
        Viewers viewers,
        @Nullable String label) {
    /// The content was destroyed, a tombstone stays.
    public static final int WIPED = 1;
    /// Taken back: only the sender still sees it.
    public static final int RECALLED = 2;
    /// Never shown to its recipient, who has blocked the sender.
    public static final int UNSEEN = 4;
    /// Dropped undelivered: only the sender still sees it.
    public static final int EXPIRED = 8;
    /// There is an entry for the sender too: in its own inbox, or in that of a group that loops back.
    public static final int OWN_COPY = 16;

    /// Of two users, or of a group of which all see it; without a label.
    public StoredMessage(
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
        this(
                ref,
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
                edited,
                state,
                recipients,
                content,
                Viewers.ALL,
                null);
    }

    public StoredMessage at(long order) {
        return with(new Ref(ref.conversation(), order), edited, state, content, viewers);
    }

    StoredMessage seenBy(Audience audience) {
        return with(ref, edited, state, content, Viewers.of(audience));
    }

    public StoredMessage edited(byte[] newContent, long when) {
        return edited(newContent, when, viewers);
    }

    StoredMessage edited(byte[] newContent, long when, Viewers newViewers) {
        return with(ref, when, state, newContent, newViewers);
    }

    public StoredMessage inState(int newState) {
        boolean wiped = (newState & WIPED) != 0;
        return with(ref, edited, newState, wiped ? new byte[0] : content, wiped ? viewers.wiped() : viewers);
    }

    private StoredMessage with(Ref newRef, long newEdited, int newState, byte[] newContent, Viewers newViewers) {
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
                newContent,
                newViewers,
                label);
    }

    /// For so long its sender may edit it and take it back.
    boolean mayStillBeChanged(long now) {
        return now - ts <= Limits.RETRACTION_SECONDS * 1000;
    }

    public boolean is(int bit) {
        return (state & bit) != 0;
    }

    /// The message as this user sees it; null: not at all. In a group also its membership counts: see [Viewing].
    public @Nullable StoredMessage as(int uid) {
        if (uid == sender) {
            return this;
        }
        if (is(RECALLED | UNSEEN | EXPIRED) || !viewers.include(uid)) {
            return null;
        }
        Viewers.Version version = viewers.earlier(uid);
        return version == null ? this : with(ref, version.edited(), state, version.content(), viewers);
    }

    public boolean visibleTo(int uid) {
        return as(uid) != null;
    }

    /// All texts that somebody sees.
    public List<byte[]> contents() {
        List<byte[]> contents = new ArrayList<>(1 + viewers.earlier().size());
        contents.add(content);
        viewers.earlier().forEach(version -> contents.add(version.content()));
        return contents;
    }
}
