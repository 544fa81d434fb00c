package dev.carillon.gateway;

import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.List;

/// The groups that a user is a member of, by growing gid: all, or a page of them, which ends where a frame is full.
///
/// @param more there are more than the page has
record OwnGroups(List<ServerFrame.Group> groups, boolean more) {

    static OwnGroups all(Groups groups, Identity me) {
        return of(groups, me, 0, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /// @param after only groups with a higher gid
    static OwnGroups page(Groups groups, Identity me, long after, int limit) {
        return of(groups, me, after, limit, Limits.PAGE_BYTES);
    }

    private static OwnGroups of(Groups groups, Identity me, long after, int limit, long most) {
        var frames = new ArrayList<ServerFrame.Group>();
        long bytes = 0;
        for (Group group : groups.groupsOf(me.uid())) {
            if (group.gid() > after) {
                bytes += bytes(group);
                if (frames.size() == limit || (bytes > most && !frames.isEmpty())) {
                    return new OwnGroups(frames, true);
                }
                frames.add(GroupFrames.group(group, groups.member(group.gid(), me.uid())));
            }
        }
        return new OwnGroups(frames, false);
    }

    /// At least what it takes in a frame, of ordinary texts.
    private static int bytes(Group group) {
        return Checks.size(group.name())
                + Checks.size(group.image())
                + Checks.size(group.fields())
                + 6 * group.fields().size()
                + 280;
    }
}
