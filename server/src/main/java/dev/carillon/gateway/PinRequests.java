package dev.carillon.gateway;

import dev.carillon.groups.Group;
import dev.carillon.groups.GroupResult;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ServerFrame;

/// Frames about the join codes of groups. All are answered with the group and its pins.
final class PinRequests {
    private static final int MOST_JOINS = 1_000_000_000;

    private final Groups groups;

    PinRequests(Groups groups) {
        this.groups = groups;
    }

    ServerFrame add(Identity me, ClientFrame.PinAdd frame) {
        String problem = Checks.first(
                GroupFrames.problem("group.pin.add.permissions", frame.permissions()),
                Checks.range("group.pin.add.expiry", frame.expiry(), 0, GroupRequests.MOST_SECONDS),
                Checks.range("group.pin.add.count", frame.count(), 0, MOST_JOINS));
        if (problem != null) {
            return GroupRequests.bad(frame.id(), problem);
        }
        int gid = GroupRequests.gid(frame.gid());
        return gid == 0
                ? GroupFrames.noSuchGroup(frame.id(), "group.pin.add")
                : answer(
                        me,
                        frame.id(),
                        "group.pin.add",
                        groups.addPin(
                                GroupRequests.actor(me),
                                gid,
                                GroupFrames.change(frame.permissions()),
                                frame.expiry() == null ? 0 : frame.expiry(),
                                frame.count() == null ? 0 : frame.count()));
    }

    ServerFrame set(Identity me, ClientFrame.PinSet frame) {
        String problem = Checks.first(
                GroupFrames.problem("group.pin.set.permissions", frame.permissions()),
                Checks.range("group.pin.set.expiry", frame.expiry(), 0, GroupRequests.MOST_SECONDS),
                Checks.range("group.pin.set.count", frame.count(), 0, MOST_JOINS));
        if (problem != null) {
            return GroupRequests.bad(frame.id(), problem);
        }
        int gid = GroupRequests.gid(frame.gid());
        return gid == 0
                ? GroupFrames.noSuchGroup(frame.id(), "group.pin.set")
                : answer(
                        me,
                        frame.id(),
                        "group.pin.set",
                        groups.setPin(
                                GroupRequests.actor(me),
                                gid,
                                frame.pin(),
                                GroupFrames.change(frame.permissions()),
                                frame.expiry(),
                                frame.count()));
    }

    ServerFrame remove(Identity me, ClientFrame.PinRemove frame) {
        int gid = GroupRequests.gid(frame.gid());
        return gid == 0
                ? GroupFrames.noSuchGroup(frame.id(), "group.pin.remove")
                : answer(
                        me,
                        frame.id(),
                        "group.pin.remove",
                        groups.removePin(GroupRequests.actor(me), gid, frame.pin()));
    }

    private ServerFrame answer(Identity me, long id, String frame, GroupResult result) {
        if (!(result instanceof GroupResult.Done(Group group))) {
            return GroupFrames.error(id, frame, result);
        }
        var pins = groups.pins(GroupRequests.actor(me), group.gid());
        return new ServerFrame.GroupAnswer(id, GroupFrames.group(group, groups.member(group.gid(), me.uid()), pins));
    }
}
