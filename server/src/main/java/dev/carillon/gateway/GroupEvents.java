package dev.carillon.gateway;

import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupListener;
import dev.carillon.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells members who are connected what happened to their groups. The work grows with those, not with the group.
final class GroupEvents implements GroupListener {
    private static final int SHOWN_ADDRESSES = 100;

    private final Gateway.Parts parts;

    GroupEvents(Gateway.Parts parts) {
        this.parts = parts;
    }

    @Override
    public void membersAdded(Group group, List<Integer> uids, int by) {
        tell(group, "added", by, uids);
    }

    @Override
    public void memberJoined(Group group, int uid) {
        tell(group, "joined", 0, List.of(uid));
    }

    @Override
    public void membersRemoved(Group group, List<Integer> uids, int by) {
        Event event = event(group.gid(), "removed", by, uids);
        tellMembers(group, event, List.of());
        byte[] encoded = event.without(parts);
        uids.forEach(uid -> parts.hub().frame(uid, encoded, 0));
    }

    @Override
    public void memberLeft(Group group, int uid) {
        Event event = event(group.gid(), "left", 0, List.of(uid));
        tellMembers(group, event, List.of());
        parts.hub().frame(uid, event.without(parts), 0);
    }

    @Override
    public void settingsChanged(Group group, int by) {
        Event event = event(group.gid(), "settings", by, List.of());
        parts.hub()
                .forEachOnline(
                        parts.groups().memberUids(group.gid()),
                        uid -> parts.hub().frame(uid, event.with(parts, group, uid), 0));
    }

    @Override
    public void groupDeleted(Group group, int[] members, int by) {
        byte[] encoded = event(group.gid(), "deleted", by, List.of()).without(parts);
        parts.hub().forEachOnline(members, uid -> parts.hub().frame(uid, encoded, 0));
    }

    /// Those whom it concerns get the group with their own role.
    private void tell(Group group, String name, int by, List<Integer> concerned) {
        Event event = event(group.gid(), name, by, concerned);
        tellMembers(group, event, concerned);
        for (int uid : concerned) {
            if (parts.hub().online(uid)) {
                parts.hub().frame(uid, event.with(parts, group, uid), 0);
            }
        }
    }

    private void tellMembers(Group group, Event event, List<Integer> except) {
        var excepted = new HashSet<>(except);
        byte[] encoded = event.without(parts);
        parts.hub().forEachOnline(parts.groups().memberUids(group.gid()), uid -> {
            if (!excepted.contains(uid)) {
                parts.hub().frame(uid, encoded, 0);
            }
        });
    }

    private Event event(long gid, String name, int by, List<Integer> uids) {
        var addresses = new ArrayList<String>();
        for (int uid : uids.subList(0, Math.min(uids.size(), SHOWN_ADDRESSES))) {
            String address = address(uid);
            if (address != null) {
                addresses.add(address);
            }
        }
        return new Event(
                gid,
                name,
                by == 0 ? null : address(by),
                addresses.isEmpty() ? null : addresses,
                uids.size() > SHOWN_ADDRESSES ? uids.size() : null);
    }

    private @Nullable String address(int uid) {
        User user = parts.accounts().user(uid);
        return user == null ? null : user.address();
    }

    /// @param count only when the addresses are cut
    private record Event(
            long gid,
            String name,
            @Nullable String by,
            @Nullable List<String> addresses,
            @Nullable Integer count) {

        byte[] without(Gateway.Parts parts) {
            return parts.codec().encode(new ServerFrame.GroupEvent(gid, name, by, addresses, count, null));
        }

        byte[] with(Gateway.Parts parts, Group group, int uid) {
            var own = GroupFrames.group(group, parts.groups().member(group.gid(), uid));
            return parts.codec().encode(new ServerFrame.GroupEvent(gid, name, by, addresses, count, own));
        }
    }
}
