package dev.carillon.groups;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups, members, pins. Reads are served from memory where possible; writes return when they are durable. Safe for
/// all threads.
/// Expired groups and memberships count as absent everywhere.
public final class Groups {

    public @Nullable Group group(int gid) {
        throw new UnsupportedOperationException();
    }

    /// Creates a group. The creating person (or `owner`, for the back-end; null none) becomes owner with all rights.
    public GroupResult create(
            Actor actor, GroupChange change, @Nullable String owner, List<String> members, MemberChange role) {
        throw new UnsupportedOperationException();
    }

    public GroupResult set(Actor actor, int gid, GroupChange change) {
        throw new UnsupportedOperationException();
    }

    public GroupResult delete(Actor actor, int gid) {
        throw new UnsupportedOperationException();
    }

    /// Adds members, or changes the role of those who are members already. All or none.
    public GroupResult add(Actor actor, int gid, List<String> addresses, MemberChange role) {
        throw new UnsupportedOperationException();
    }

    /// Removing one who is not a member succeeds.
    public GroupResult remove(Actor actor, int gid, List<String> addresses) {
        throw new UnsupportedOperationException();
    }

    public GroupResult join(Actor.Person actor, int gid, long pin) {
        throw new UnsupportedOperationException();
    }

    public GroupResult leave(Actor.Person actor, int gid) {
        throw new UnsupportedOperationException();
    }

    // --- pins: answers are Done, then read pins()

    public GroupResult addPin(Actor.Person actor, int gid, MemberChange role, long expiry, int count) {
        throw new UnsupportedOperationException();
    }

    /// Null: unchanged.
    public GroupResult setPin(
            Actor.Person actor, int gid, long pin, MemberChange role, @Nullable Long expiry, @Nullable Integer count) {
        throw new UnsupportedOperationException();
    }

    public GroupResult removePin(Actor.Person actor, int gid, long pin) {
        throw new UnsupportedOperationException();
    }

    /// All pins, for those who may list them; null for the others.
    public @Nullable List<Pin> pins(Actor actor, int gid) {
        throw new UnsupportedOperationException();
    }

    // --- members

    public @Nullable Member member(int gid, int uid) {
        throw new UnsupportedOperationException();
    }

    /// Members ordered by uid, those above `afterUid`.
    public List<Member> members(int gid, int afterUid, int limit) {
        throw new UnsupportedOperationException();
    }

    /// Uids of all members, ascending. The array is shared: do not change it.
    public int[] memberUids(int gid) {
        throw new UnsupportedOperationException();
    }

    /// Groups of a user, by gid.
    public List<Group> groupsOf(int uid) {
        throw new UnsupportedOperationException();
    }

    public GroupPage find(int aid, String namePattern, int start, int count) {
        throw new UnsupportedOperationException();
    }

    public int groupCount(int aid) {
        throw new UnsupportedOperationException();
    }

    /// May a user send a message of an application type to the group? Adds the user first where the group's flags say
    /// so.
    public SendRight maySend(Group group, int uid, int type) {
        throw new UnsupportedOperationException();
    }

    /// Who receives a message of `sender` (0: the back-end): the members with the right to receive, without the
    /// sender
    /// unless the group loops back;
    /// exactly one of them in turn for a round-robin group. Ascending, not shared.
    public int[] recipients(Group group, int sender, int type) {
        throw new UnsupportedOperationException();
    }

    /// Per message type overrides of `groupset` with `type`: the permissions given apply only to messages of that
    /// type.
    public GroupResult setForType(Actor actor, int gid, int type, int flags) {
        throw new UnsupportedOperationException();
    }

    /// A message was accepted: extends the life of a group that asks for it. Never blocks.
    public void active(Group group) {
        throw new UnsupportedOperationException();
    }

    public void listen(GroupListener listener) {
        throw new UnsupportedOperationException();
    }
}
