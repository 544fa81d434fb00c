package dev.carillon.groups;

import dev.carillon.accounts.ReadThrough;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the store has of groups, kept in memory as far as it fits, and the one way to change it.
final class GroupBook {
    private static final long GROUPS = 200_000;
    private static final long ROSTER_BYTES = 128L << 20;
    private static final long MEMBERSHIPS = 1_000_000;

    /// Life that is worth a write, ms.
    private static final long EXTENSION_STEP = 1000;

    private final GroupStore store;
    private final Clock clock;
    private final ReadThrough<Integer, Entry> groups;
    private final ReadThrough<Integer, Roster> rosters;
    private final ReadThrough<Integer, List<Member>> memberships;

    /// Ends of life that were moved by messages and wait to be written.
    private final Map<Integer, Long> extended = new ConcurrentHashMap<>();

    /// @param types what the flags are for messages of a type
    private record Entry(Group group, Map<Integer, Integer> types) {}

    GroupBook(GroupStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        groups = ReadThrough.sized(GROUPS, gid -> store.<@Nullable Entry>read(rows -> entry(rows, gid)));
        rosters = ReadThrough.weighed(
                ROSTER_BYTES, (gid, roster) -> roster.weight(), gid -> store.read(rows -> roster(rows, gid)));
        memberships = ReadThrough.weighed(
                MEMBERSHIPS, (uid, groups) -> 1 + groups.size(), uid -> store.read(rows -> rows.memberships(uid)));
    }

    private static @Nullable Entry entry(GroupStore.Reader rows, int gid) {
        Group group = rows.group(gid);
        return group == null ? null : new Entry(group, rows.types(gid));
    }

    private static Roster roster(GroupStore.Reader rows, int gid) {
        var members = new Roster.Builder(gid);
        rows.members(gid, members);
        return members.build();
    }

    long now() {
        return clock.millis();
    }

    /// A group that lives.
    @Nullable
    Group group(int gid) {
        Entry entry = groups.find(gid);
        return entry == null ? null : live(entry.group());
    }

    private @Nullable Group live(Group stored) {
        Group group = extended(stored);
        return group.expires() == 0 || group.expires() > now() ? group : null;
    }

    private Group extended(Group group) {
        Long expires = extended.get(group.gid());
        return expires == null || group.expires() == 0 || group.expires() >= expires
                ? group
                : GroupRules.lasting(group, expires);
    }

    /// The group's flags as they are for messages of a type.
    int flags(Group group, int type) {
        Entry entry = groups.find(group.gid());
        Integer flags = entry == null ? null : entry.types().get(type);
        return flags == null ? group.flags() : GroupFlags.overridden(group.flags(), flags);
    }

    /// Nobody, when the group does not live.
    Roster roster(int gid) {
        return group(gid) == null ? Roster.EMPTY : rosters.get(gid);
    }

    /// A live membership of a live group. Asks for what the user has, not for the whole group, which may be large.
    @Nullable
    Member member(int gid, int uid) {
        for (Member member : memberships.get(uid)) {
            if (member.gid() == gid) {
                return group(gid) == null ? null : GroupRules.live(member, now());
            }
        }
        return null;
    }

    List<Group> groupsOf(int uid) {
        List<Group> groups = new ArrayList<>();
        for (Member member : memberships.get(uid)) {
            Group group = group(member.gid());
            if (group != null && GroupRules.live(member.expires(), now())) {
                groups.add(group);
            }
        }
        return groups;
    }

    /// Also those whose time is over, until they are swept.
    List<Member> memberships(int uid) {
        return memberships.get(uid);
    }

    <T> T read(Function<GroupStore.Reader, T> work) {
        return store.read(work);
    }

    /// The group inside a transaction: that of the actor's app, and alive.
    @Nullable
    Group live(GroupStore.Reader rows, Actor actor, int gid) {
        Group group = rows.group(gid);
        return group == null || group.aid() != actor.aid() ? null : live(group);
    }

    /// The group inside a transaction that has found it before.
    Group stored(GroupStore.Reader rows, int gid) {
        Group group = rows.group(gid);
        if (group == null) {
            throw new IllegalStateException("group " + gid + " vanished inside a transaction");
        }
        return extended(group);
    }

    /// Changes a group and the memberships of these users. Whatever the work does, nothing stale is served after it.
    <T> T write(int gid, Iterable<Integer> uids, Function<GroupStore.Writer, T> work) {
        try {
            return store.write(work);
        } finally {
            forget(gid);
            uids.forEach(memberships::forget);
        }
    }

    /// Makes a group with these members.
    <T> T create(Iterable<Integer> uids, Function<GroupStore.Writer, T> work) {
        try {
            return store.write(work);
        } finally {
            uids.forEach(memberships::forget);
        }
    }

    void forget(int gid) {
        groups.forget(gid);
        rosters.forget(gid);
    }

    void forgetMemberships(int uid) {
        memberships.forget(uid);
    }

    /// The end of a group's life was set anew: what messages have added to the old one no longer counts.
    void forgetExtension(int gid) {
        extended.remove(gid);
    }

    /// Moves the end of a group's life, where the group asks for it, in memory; [#flush] writes it.
    void extend(Group group) {
        long expires = GroupRules.end(group.expiryExtension(), now());
        if (group.expires() > 0 && expires > group.expires() + EXTENSION_STEP) {
            extended.merge(group.gid(), expires, Math::max);
        }
    }

    void flush() {
        Map<Integer, Long> batch = Map.copyOf(extended);
        if (batch.isEmpty()) {
            return;
        }
        store.write(rows -> {
            batch.forEach(rows::extend);
            return true;
        });
        batch.forEach((gid, expires) -> {
            groups.forget(gid);
            extended.remove(gid, expires);
        });
    }
}
