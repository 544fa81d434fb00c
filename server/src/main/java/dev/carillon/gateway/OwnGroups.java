package dev.carillon.gateway;

import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.List;

/// The groups that a user is a member of, by growing gid: all, or a page of them.
///
/// @param more there are more than the page has
record OwnGroups(List<ServerFrame.Group> groups, boolean more) {

    /// @param after only groups with a higher gid
    static OwnGroups of(Groups groups, Identity me, long after, int limit) {
        var frames = new ArrayList<ServerFrame.Group>();
        for (Group group : groups.groupsOf(me.uid())) {
            if (group.gid() > after) {
                if (frames.size() == limit) {
                    return new OwnGroups(frames, true);
                }
                frames.add(GroupFrames.group(group, groups.member(group.gid(), me.uid())));
            }
        }
        return new OwnGroups(frames, false);
    }
}
