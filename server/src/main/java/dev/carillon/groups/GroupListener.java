package dev.carillon.groups;

import dev.carillon.accounts.User;
import java.util.List;

/// Hears of changes after they are durable, on the thread that changed; must not block for long and must not throw.
/// `by` is a uid, 0 for the back-end.
public interface GroupListener {
    /// @param uids those who are new, and those members whose role has changed
    default void membersAdded(Group group, List<Integer> uids, int by) {}

    /// A user joined by a pin or by the group's auto-add flag.
    default void memberJoined(Group group, int uid) {}

    /// Before members leave or are removed; it may still be refused. All other calls come after the change.
    default void membersLeaving(int gid, List<Integer> uids) {}

    default void membersRemoved(Group group, List<Integer> uids, int by) {}

    /// A member's user was deleted, and its membership with it.
    default void memberDeleted(Group group, User user) {
        membersRemoved(group, List.of(user.uid()), 0);
    }

    default void memberLeft(Group group, int uid) {}

    /// The last owner of a group has gone, and nobody took over: the back-end has to name one.
    default void ownerless(Group group) {}

    default void settingsChanged(Group group, int by) {}

    /// @param members who they were
    default void groupDeleted(Group group, int[] members, int by) {}
}
