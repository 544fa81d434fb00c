package dev.carillon.messaging;

import dev.carillon.accounts.access.Access;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupFlags;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.MessageStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Whether a message may be edited, and who gets to see the edit. It is asked what a send is asked: an edit says
/// something new.
final class EditRights {
    private static final int[] NOBODY = {};

    private final Destinations destinations;
    private final Deliveries deliveries;
    private final Access access;
    private final InboxRoom room;
    private final Viewing viewing;

    EditRights(Destinations destinations, Deliveries deliveries, Access access, InboxRoom room, Viewing viewing) {
        this.destinations = destinations;
        this.deliveries = deliveries;
        this.access = access;
        this.room = room;
        this.viewing = viewing;
    }

    sealed interface Answer {
        /// @param shown who sees the edit besides the sender, ascending
        /// @param kept who goes on seeing what it saw before, ascending
        record Allowed(int[] shown, int[] kept) implements Answer {}

        record Refused(ErrorCode code, MessageStatus status, String reason) implements Answer {}
    }

    /// @param peer the other one of two, as the request names it
    Answer of(Sender who, StoredMessage message, @Nullable String peer) {
        long gid = Frames.gid(message.ref().conversation());
        return switch (destinations.of(who, peer, gid, message.type())) {
            case Destinations.Destination.Refused r ->
                new Answer.Refused(
                        r.code(), r.status(), (r.place().equals("to") ? "peer" : r.place()) + ": " + r.why());
            case Destinations.Destination.Person person -> person(who, message, person);
            case Destinations.Destination.ToGroup(Group group) -> group(who, message, group);
        };
    }

    private Answer person(Sender who, StoredMessage message, Destinations.Destination.Person person) {
        if (!access.isKept(who.user())) {
            return notKept();
        }
        int[] viewers = viewing.viewers(message);
        if (person.unseen()) {
            return new Answer.Allowed(NOBODY, viewers);
        }
        return viewers.length == 0 || room.has(person.user().uid(), who)
                ? new Answer.Allowed(viewers, NOBODY)
                : new Answer.Refused(
                        ErrorCode.INBOXFULL, MessageStatus.INBOX_FULL, "peer: the recipient's inbox is full");
    }

    private Answer group(Sender who, StoredMessage message, Group group) {
        if (!access.isKept(who.user()) || (group.flags() & GroupFlags.NO_STORAGE) != 0) {
            return notKept();
        }
        int[] viewers = viewing.viewers(message);
        int[] receivers = deliveries.receivers(group, message.sender(), message.type());
        return new Answer.Allowed(both(viewers, receivers, true), both(viewers, receivers, false));
    }

    private static int[] both(int[] uids, int[] others, boolean in) {
        return Arrays.stream(uids)
                .filter(uid -> Arrays.binarySearch(others, uid) >= 0 == in)
                .toArray();
    }

    private static Answer notKept() {
        return new Answer.Refused(
                ErrorCode.DENIED, MessageStatus.FAIL, "messages are not stored here, so none can be edited");
    }
}
