package dev.carillon.messaging;

import dev.carillon.groups.Groups;
import dev.carillon.groups.Member;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Who may see a message: asked whenever one is read, changed or told of. Its sender may. So may those for whom it was
/// when it was accepted ([StoredMessage#as]), in a group as long as they are the members that they were then: who
/// leaves and comes back sees what comes after.
///
/// The entries of inboxes follow the same rule: see [Inbox].
final class Viewing {
    private final MessageStore store;
    private final Groups groups;

    Viewing(MessageStore store, Groups groups) {
        this.store = store;
        this.groups = groups;
    }

    /// The message of that name as this user sees it; null when it is not there, or not for this user.
    @Nullable
    StoredMessage message(int uid, Ref ref) {
        StoredMessage message = store.message(ref);
        return message == null ? null : as(uid, message);
    }

    private @Nullable StoredMessage as(int uid, StoredMessage message) {
        Conversation conversation = message.ref().conversation();
        if (!conversation.group()) {
            return conversation.has(uid) ? message.as(uid) : null;
        }
        Member member = groups.member(conversation.a(), uid);
        boolean there = member != null && member.since() < message.ref().order();
        return there || uid == message.sender() ? asMember(uid, message) : null;
    }

    /// As this user sees it, who is a member since before it.
    @Nullable
    StoredMessage asMember(int uid, StoredMessage message) {
        boolean known = !message.ref().conversation().group()
                || message.viewers().audience() != null
                || uid == message.sender();
        return known || notedFor(uid, message) ? message.as(uid) : null;
    }

    /// Messages of earlier versions have no audience of their own, but mostly still their entry in the group's inbox.
    private boolean notedFor(int uid, StoredMessage message) {
        long order = message.ref().order();
        int inbox = MessageStore.inboxOfGroup(message.ref().conversation().a());
        for (InboxEntry entry : store.inbox(inbox, order - 1, 1)) {
            return entry.seq() != order
                    || entry.kind() != InboxEntry.Kind.MESSAGE
                    || Audience.decode(entry.payload()).includes(uid);
        }
        return true;
    }

    /// Those who see a message besides its sender. Ascending.
    int[] viewers(StoredMessage message) {
        Conversation conversation = message.ref().conversation();
        if (!conversation.group()) {
            int other = conversation.other(message.sender());
            return other == message.sender() || message.as(other) == null ? new int[0] : new int[] {other};
        }
        int gid = conversation.a();
        return Arrays.stream(groups.memberUids(gid, message.ref().order()))
                .filter(uid -> uid != message.sender() && asMember(uid, message) != null)
                .toArray();
    }
}
