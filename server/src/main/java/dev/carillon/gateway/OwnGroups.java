package dev.carillon.gateway;

import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.protocol.ServerFrame;

/// The groups that a user is a member of, by growing gid: all, or a page of them.
final class OwnGroups {
    private OwnGroups() {}

    static Page<ServerFrame.Group> all(Groups groups, Identity me) {
        return filled(Page.endless(), groups, me, 0);
    }

    /// @param after only groups with a higher gid
    static Page<ServerFrame.Group> page(Groups groups, Identity me, long after, int limit) {
        return filled(Page.of(limit), groups, me, after);
    }

    private static Page<ServerFrame.Group> filled(
            Page<ServerFrame.Group> page, Groups groups, Identity me, long after) {
        for (Group group : groups.groupsOf(me.uid())) {
            if (group.gid() > after
                    && !page.add(GroupFrames.group(group, groups.member(group.gid(), me.uid())), bytes(group))) {
                break;
            }
        }
        return page;
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
