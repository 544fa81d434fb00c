package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.User;
import dev.carillon.accounts.access.Access;
import dev.carillon.accounts.access.Reach;
import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.MessageStatus;
import org.jspecify.annotations.Nullable;

/// Where a message goes, and whether its sender may send there: asked when it is sent, when it leaves at its time, and
/// again when it is edited.
final class Destinations {
    private final Accounts accounts;
    private final Access access;
    private final Groups groups;

    Destinations(Accounts accounts, Access access, Groups groups) {
        this.accounts = accounts;
        this.access = access;
        this.groups = groups;
    }

    sealed interface Destination {
        /// @param unseen the recipient has blocked the sender: accept, but never deliver
        record Person(User user, boolean unseen) implements Destination {}

        record ToGroup(Group group) implements Destination {}

        /// @param place the member that names the destination, empty when it is not its fault
        record Refused(ErrorCode code, MessageStatus status, String place, String why) implements Destination {
            String reason() {
                return place.isEmpty() ? why : place + ": " + why;
            }
        }
    }

    /// Of a message that is sent now. Its sender may become a member of the group by it.
    Destination ofSent(Sender sender, @Nullable String to, long gid, int type) {
        return of(sender, to, gid, type, true);
    }

    /// Of one that leaves at its time, or is edited: nobody becomes a member by that.
    Destination of(Sender sender, @Nullable String to, long gid, int type) {
        return of(sender, to, gid, type, false);
    }

    private Destination of(Sender sender, @Nullable String to, long gid, int type, boolean joins) {
        if (!sender.backend() && !access.maySend(sender.user())) {
            return refused(ErrorCode.DENIED, MessageStatus.FAIL, "", "this user may not send messages");
        }
        if (gid != 0) {
            return group(sender, gid, type, joins);
        }
        return to == null || to.isEmpty()
                ? refused(
                        ErrorCode.BADREQ, MessageStatus.INVALID_DESTINATION, "", "one of \"to\" and \"gid\" is needed")
                : person(sender, to);
    }

    private Destination person(Sender sender, String to) {
        User recipient = accounts.user(sender.user().aid(), to);
        if (recipient == null) {
            return refused(ErrorCode.NOSUCHERROR, MessageStatus.INVALID_DESTINATION, "to", "no such user");
        }
        Reach reach = sender.backend()
                ? access.reachOfBackend(sender.user(), recipient)
                : access.reach(sender.user(), recipient);
        return switch (reach) {
            case OPEN -> new Destination.Person(recipient, false);
            case UNSEEN -> new Destination.Person(recipient, true);
            case BLOCKED -> refused(ErrorCode.DENIED, MessageStatus.BLOCKED, "to", "blocked by the sender");
            case CLOSED -> refused(ErrorCode.DENIED, MessageStatus.FAIL, "to", "this user may not be sent messages");
        };
    }

    private Destination group(Sender sender, long gid, int type, boolean joins) {
        Group group = gid > 0 && gid <= Integer.MAX_VALUE ? groups.group((int) gid) : null;
        if (group == null || group.aid() != sender.user().aid()) {
            return refused(ErrorCode.NOSUCHERROR, MessageStatus.INVALID_DESTINATION, "gid", "no such group");
        }
        if (sender.backend()) {
            return new Destination.ToGroup(group);
        }
        int uid = sender.user().uid();
        return switch (joins ? groups.sends(group, uid, type) : groups.maySend(group, uid, type)) {
            case ALLOWED -> new Destination.ToGroup(group);
            case NOT_MEMBER -> refused(ErrorCode.DENIED, MessageStatus.NOT_MEMBER, "gid", "not a member of this group");
            case NO_PERMISSION ->
                refused(ErrorCode.DENIED, MessageStatus.FAIL, "gid", "this member may not send to the group");
            case PAUSED -> refused(ErrorCode.DENIED, MessageStatus.GROUP_PAUSED, "gid", "the group is paused");
            case EXPIRED -> refused(ErrorCode.DENIED, MessageStatus.GROUP_PAUSED, "gid", "the group is not in use now");
        };
    }

    private static Destination.Refused refused(ErrorCode code, MessageStatus status, String place, String why) {
        return new Destination.Refused(code, status, place, why);
    }
}
