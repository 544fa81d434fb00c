package dev.carillon.gateway;

import dev.carillon.accounts.Locks;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupListener;
import dev.carillon.metrics.Counter;
import dev.carillon.protocol.ServerFrame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells members who are connected what happened to their groups. What is told of one group goes out one after the
/// other, each time as the group is by then, so that what is told last is true. The work grows with those members, not
/// with the group.
final class GroupEvents implements GroupListener {
    private static final int SHOWN_ADDRESSES = 100;

    private static final Logger LOG = System.getLogger(GroupEvents.class.getName());

    private final Gateway.Parts parts;
    private final Locks turns = new Locks();
    private final Counter ownerless;

    GroupEvents(Gateway.Parts parts) {
        this.parts = parts;
        ownerless = parts.metrics()
                .counter(
                        "carillon_groups_without_owner_total",
                        "Groups whose last owner has gone and that nobody took over");
    }

    @Override
    public void membersAdded(Group group, List<Integer> uids, int by) {
        inTurn(group, now -> tell(now, event(now, "added", by, uids), uids));
    }

    @Override
    public void memberJoined(Group group, int uid) {
        inTurn(group, now -> tell(now, event(now, "joined", 0, List.of(uid)), List.of(uid)));
    }

    @Override
    public void membersRemoved(Group group, List<Integer> uids, int by) {
        inTurn(group, now -> tellOfEnd(event(now, "removed", by, uids), uids));
    }

    /// The user can no longer be found, but is named all the same.
    @Override
    public void memberDeleted(Group group, User user) {
        inTurn(group, now -> {
            var people = new People(List.of(user.address()), List.of(user.uid()), 1);
            tellMembers(new Event(now.gid(), "removed", null, people, now.members()), List.of());
        });
    }

    @Override
    public void memberLeft(Group group, int uid) {
        inTurn(group, now -> tellOfEnd(event(now, "left", 0, List.of(uid)), List.of(uid)));
    }

    @Override
    public void ownerless(Group group) {
        ownerless.increment();
        LOG.log(
                Level.INFO,
                "The last owner of group {0} of app {1} has gone, and nobody took over: name one by groupeditmembers",
                String.valueOf(group.gid()),
                group.aid());
    }

    @Override
    public void settingsChanged(Group group, int by) {
        inTurn(group, now -> {
            Event event = event(now, "settings", by, List.of());
            parts.hub().forEachOnline(parts.groups().memberUids(now.gid()), uid -> show(now, event, uid));
        });
    }

    @Override
    public void groupDeleted(Group group, int[] members, int by) {
        inTurn(group, was -> {
            byte[] encoded = new Event(was.gid(), "deleted", user(by), People.NOBODY, null).without(parts);
            parts.hub().forEachOnline(members, uid -> parts.hub().frame(uid, encoded, 0));
        });
    }

    private void inTurn(Group changed, Consumer<Group> telling) {
        synchronized (turns.of(changed.gid())) {
            Group now = parts.groups().group(changed.gid());
            telling.accept(now == null ? changed : now);
        }
    }

    /// Those whom it concerns get the group with their own role.
    private void tell(Group group, Event event, List<Integer> concerned) {
        tellMembers(event, concerned);
        for (int uid : concerned) {
            if (parts.hub().online(uid)) {
                show(group, event, uid);
            }
        }
    }

    private void tellOfEnd(Event event, List<Integer> gone) {
        tellMembers(event, List.of());
        byte[] encoded = event.without(parts);
        gone.forEach(uid -> parts.hub().frame(uid, encoded, 0));
    }

    private void show(Group group, Event event, int uid) {
        parts.hub().frame(uid, event.with(parts, group, uid), 0);
    }

    private void tellMembers(Event event, List<Integer> except) {
        var excepted = new HashSet<>(except);
        byte[] encoded = event.without(parts);
        parts.hub().forEachOnline(parts.groups().memberUids(event.gid()), uid -> {
            if (!excepted.contains(uid)) {
                parts.hub().frame(uid, encoded, 0);
            }
        });
    }

    private Event event(Group group, String name, int by, List<Integer> uids) {
        var users = new ArrayList<User>();
        for (int uid : uids.subList(0, Math.min(uids.size(), SHOWN_ADDRESSES))) {
            User user = user(uid);
            if (user != null) {
                users.add(user);
            }
        }
        var people = new People(
                users.stream().map(User::address).toList(),
                users.stream().map(User::uid).toList(),
                uids.size());
        return new Event(group.gid(), name, user(by), people, group.members());
    }

    private @Nullable User user(int uid) {
        return uid == 0 ? null : parts.accounts().user(uid);
    }

    /// Whom an event concerns.
    ///
    /// @param count how many they are; more than the lists name when these are cut
    private record People(List<String> addresses, List<Integer> uids, int count) {
        static final People NOBODY = new People(List.of(), List.of(), 0);
    }

    private record Event(
            int gid,
            String name,
            @Nullable User by,
            People people,
            @Nullable Integer members) {

        byte[] without(Gateway.Parts parts) {
            return parts.codec().encode(frame(null));
        }

        byte[] with(Gateway.Parts parts, Group group, int uid) {
            return parts.codec()
                    .encode(frame(GroupFrames.group(group, parts.groups().member(group.gid(), uid))));
        }

        private ServerFrame.GroupEvent frame(ServerFrame.@Nullable Group own) {
            boolean named = !people.addresses().isEmpty();
            return new ServerFrame.GroupEvent(
                    gid,
                    name,
                    by == null ? null : by.address(),
                    by == null ? 0 : by.uid(),
                    named ? people.addresses() : null,
                    named ? people.uids() : null,
                    people.count() > SHOWN_ADDRESSES ? people.count() : null,
                    members,
                    own);
        }
    }
}
