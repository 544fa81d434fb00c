package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.MessageStatus;
import org.jspecify.annotations.Nullable;

/// Where a draft goes, and whether its sender may send there.
final class Destinations {
    private final Accounts accounts;
    private final Groups groups;

    Destinations(Accounts accounts, Groups groups) {
        this.accounts = accounts;
        this.groups = groups;
    }

    sealed interface Destination {
        /// @param unseen the recipient has blocked the sender: accept, but never deliver
        record Person(User user, boolean unseen) implements Destination {}

        record ToGroup(Group group) implements Destination {}

        record Refused(ErrorCode code, MessageStatus status, String reason) implements Destination {}
    }

    Destination of(Sender sender, @Nullable String to, long gid, int type) {
        if (!sender.backend() && !sender.user().permissions().outgoing()) {
            return refused(ErrorCode.DENIED, MessageStatus.FAIL, "this user may not send messages");
        }
        if (gid != 0) {
            return group(sender, gid, type);
        }
        return to == null || to.isEmpty()
                ? refused(ErrorCode.BADREQ, MessageStatus.INVALID_DESTINATION, "one of \"to\" and \"gid\" is needed")
                : person(sender, to);
    }

    private Destination person(Sender sender, String to) {
        User recipient = accounts.user(sender.user().aid(), to);
        if (recipient == null) {
            return refused(ErrorCode.NOSUCHERROR, MessageStatus.INVALID_DESTINATION, "to: no such user");
        }
        Contact mine = accounts.contact(sender.user().uid(), recipient.uid());
        Contact theirs = accounts.contact(recipient.uid(), sender.user().uid());
        if (!sender.backend()) {
            if (mine.blocks(Block.MESSAGES)) {
                return refused(ErrorCode.DENIED, MessageStatus.BLOCKED, "to: blocked by the sender");
            }
            if (!recipient.permissions().incoming()
                    || !reachable(sender.user(), mine)
                    || !reachable(recipient, theirs)) {
                return refused(ErrorCode.DENIED, MessageStatus.FAIL, "to: this user may not be sent messages");
            }
        }
        return new Destination.Person(recipient, theirs.blocks(Block.MESSAGES));
    }

    /// `permissions.peers`: 0 everybody; 1 listed peers, who are contacts until access control lists them; 2
    /// contacts; 3 favourites.
    private static boolean reachable(User user, Contact other) {
        return switch (user.permissions().peers()) {
            case 1, 2 -> other.contact() || other.favorite();
            case 3 -> other.favorite();
            default -> true;
        };
    }

    private Destination group(Sender sender, long gid, int type) {
        Group group = gid > 0 && gid <= Integer.MAX_VALUE ? groups.group((int) gid) : null;
        if (group == null || group.aid() != sender.user().aid()) {
            return refused(ErrorCode.NOSUCHERROR, MessageStatus.INVALID_DESTINATION, "gid: no such group");
        }
        if (sender.backend()) {
            return new Destination.ToGroup(group);
        }
        return switch (groups.maySend(group, sender.user().uid(), type)) {
            case ALLOWED -> new Destination.ToGroup(group);
            case NOT_MEMBER -> refused(ErrorCode.DENIED, MessageStatus.NOT_MEMBER, "gid: not a member of this group");
            case NO_PERMISSION ->
                refused(ErrorCode.DENIED, MessageStatus.FAIL, "gid: this member may not send to the group");
            case PAUSED -> refused(ErrorCode.DENIED, MessageStatus.GROUP_PAUSED, "gid: the group is paused");
            case EXPIRED -> refused(ErrorCode.DENIED, MessageStatus.GROUP_PAUSED, "gid: the group is not in use now");
        };
    }

    private static Destination.Refused refused(ErrorCode code, MessageStatus status, String reason) {
        return new Destination.Refused(code, status, reason);
    }
}
