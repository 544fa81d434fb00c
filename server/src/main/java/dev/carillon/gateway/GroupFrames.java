package dev.carillon.gateway;

import dev.carillon.groups.Group;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.Member;
import dev.carillon.groups.MemberChange;
import dev.carillon.groups.Pin;
import dev.carillon.protocol.ClientFrame.MemberRole;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.GroupError;
import dev.carillon.protocol.ServerFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups in the form of the wire protocol.
final class GroupFrames {
    private GroupFrames() {}

    /// @param member the one who will see it, null when not a member
    static ServerFrame.Group group(Group group, @Nullable Member member) {
        return group(group, member, null);
    }

    static ServerFrame.Group group(Group group, @Nullable Member member, @Nullable List<Pin> pins) {
        return new ServerFrame.Group(
                group.gid(),
                group.name(),
                group.flags(),
                group.call().flags(),
                group.call().duration(),
                group.call().resolution(),
                group.expires(),
                group.members(),
                member == null ? null : new ServerFrame.Role(member.flags(), member.admin()),
                profile(group),
                pins == null ? null : pins.stream().map(GroupFrames::pin).toList());
    }

    private static ServerFrame.@Nullable GroupProfile profile(Group group) {
        return group.image() == null && group.fields().isEmpty()
                ? null
                : new ServerFrame.GroupProfile(group.image(), group.fields().isEmpty() ? null : group.fields());
    }

    private static ServerFrame.Pin pin(Pin pin) {
        return new ServerFrame.Pin(
                pin.pin(), new ServerFrame.Role(pin.flags(), pin.admin()), pin.expires(), pin.left());
    }

    static MemberChange change(@Nullable MemberRole role) {
        return role == null ? MemberChange.DEFAULT : MemberChange.of(role.flags(), role.admin(), role.expiry());
    }

    static @Nullable String problem(String where, @Nullable MemberRole role) {
        return role == null
                ? null
                : Checks.first(
                        Checks.range(where + ".flags", role.flags(), 0, 0x3F),
                        Checks.range(where + ".admin", role.admin(), 0, 0xFFFF),
                        Checks.range(where + ".expiry", role.expiry(), 0L, GroupRequests.MOST_SECONDS));
    }

    /// The error frame of a result that is not [GroupResult.Done].
    static ServerFrame.Error error(long id, String frame, GroupResult result) {
        return switch (result) {
            case GroupResult.Done _ -> throw new IllegalArgumentException("no error");
            case GroupResult.UnknownUsers(List<String> addresses) ->
                ServerFrame.Error.ofGroup(
                        id,
                        ErrorCode.NOSUCHERROR,
                        GroupError.GENERAL,
                        frame + ".members: no such user: " + some(addresses));
            case GroupResult.UnknownGroup() -> noSuchGroup(id, frame);
            case GroupResult.TooOften(String reason) ->
                ServerFrame.Error.ofGroup(id, ErrorCode.RATELIMIT, GroupError.GENERAL, frame + ": " + reason);
            case GroupResult.Refused(GroupError error, String reason) ->
                ServerFrame.Error.ofGroup(id, code(error), error, frame + ": " + reason);
        };
    }

    static ServerFrame.Error noSuchGroup(long id, String frame) {
        return ServerFrame.Error.ofGroup(id, ErrorCode.NOSUCHERROR, GroupError.GENERAL, frame + ".gid: no such group");
    }

    static ServerFrame.Error notMember(long id, String frame) {
        return ServerFrame.Error.ofGroup(
                id, ErrorCode.DENIED, GroupError.NOT_MEMBER, frame + ".gid: you are not a member");
    }

    private static ErrorCode code(GroupError error) {
        return switch (error) {
            case NOT_MEMBER, PERMISSION, BAD_PIN, ACCESS_DENIED, NOT_SHARED_PIN -> ErrorCode.DENIED;
            case GENERAL -> ErrorCode.FAIL;
            case DELETED -> ErrorCode.NOSUCHERROR;
        };
    }

    private static String some(List<String> addresses) {
        return addresses.size() <= 5
                ? String.join(", ", addresses)
                : String.join(", ", addresses.subList(0, 5)) + " and " + (addresses.size() - 5) + " more";
    }
}
