package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.groups.Member;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.GroupError;
import dev.carillon.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/// Finds the conversation that a request names by `peer` or `gid`, and whether the user belongs to it.
final class Peers {
    private final Accounts accounts;
    private final Groups groups;

    Peers(Accounts accounts, Groups groups) {
        this.accounts = accounts;
        this.groups = groups;
    }

    sealed interface Found {
        /// @param since orders up to this one are not for this user
        record In(Conversation conversation, long since) implements Found {}

        record Refused(ServerFrame answer) implements Found {}
    }

    Found find(Sender who, long id, @Nullable String peer, long gid) {
        if ((peer == null) == (gid == 0)) {
            return refused(id, ErrorCode.BADREQ, "exactly one of \"peer\" and \"gid\" is needed");
        }
        if (peer == null) {
            return group(who, id, gid);
        }
        User other = accounts.user(who.user().aid(), peer);
        return other == null
                ? refused(id, ErrorCode.NOSUCHERROR, "peer: no such user")
                : new Found.In(Conversation.direct(who.user().uid(), other.uid()), 0);
    }

    /// The uid of an address in this app, 0 when there is none.
    int uid(Sender who, String address) {
        User user = accounts.user(who.user().aid(), address);
        return user == null ? 0 : user.uid();
    }

    private Found group(Sender who, long id, long gid) {
        Group group = gid > 0 && gid <= Integer.MAX_VALUE ? groups.group((int) gid) : null;
        if (group == null || group.aid() != who.user().aid()) {
            return refused(id, ErrorCode.NOSUCHERROR, "gid: no such group");
        }
        Member member = groups.member(group.gid(), who.user().uid());
        return member == null
                ? new Found.Refused(ServerFrame.Error.ofGroup(
                        id, ErrorCode.DENIED, GroupError.NOT_MEMBER, "gid: not a member of this group"))
                : new Found.In(Conversation.ofGroup(group.gid()), member.since());
    }

    private static Found refused(long id, ErrorCode code, String message) {
        return new Found.Refused(ServerFrame.Error.of(id, code, message));
    }
}
