package dev.carillon.groups;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Durable storage of groups, members and pins. Safe for all threads; methods block.
///
/// **Guarantees.** Those of [dev.carillon.accounts.AccountStore], with which it shares its transactions' order.
/// Deleting a user ends its memberships, deleting an app ends its groups, in the same transaction.
public interface GroupStore {

    <T extends @Nullable Object> T read(Function<Reader, T> work);

    /// @param work runs on the thread of the store: it must be short and must not use the store in another way
    <T extends @Nullable Object> T write(Function<Writer, T> work);

    /// What can be asked. Also of groups, memberships and pins that have expired.
    interface Reader {

        @Nullable
        Group group(int gid);

        /// Groups of an app by gid that live at `now` and whose name matches; `*` stands for any text.
        GroupPage groups(int aid, String pattern, int start, int count, long now);

        int groupCount(int aid, long now);

        @Nullable
        Member member(int gid, int uid);

        /// Members by uid.
        void members(int gid, Consumer<Member> each);

        int memberCount(int gid);

        /// Memberships of a user by gid.
        List<Member> memberships(int uid);

        /// Whether a user has made the group, and not the back-end.
        boolean isMadeByUser(int gid);

        /// The members whom somebody has added, by uid: not those who came by themselves.
        List<Integer> chosen(int gid);

        /// How many groups that live at `now` a user owns.
        int owned(int uid, long now);

        /// How many memberships that live at `now` a user has.
        int joined(int uid, long now);

        /// What the flags are for messages of a type, by type.
        Map<Integer, Integer> types(int gid);

        /// Pins in the sequence of their numbers.
        List<Pin> pins(int gid);

        /// Ids of groups that have ended at `now`.
        List<Integer> endedGroups(long now, int limit);

        List<Member> endedMembers(long now, int limit);
    }

    /// What can be changed.
    interface Writer extends Reader {
        /// An id that was never given before.
        int nextGroup();

        void insert(Group group);

        /// Notes that a user has made the group.
        void madeByUser(int gid);

        /// Everything but the number of members, which follows from them.
        void update(Group group);

        void delete(int gid);

        /// Makes a member or replaces one. Ignored when the user does not exist (any more).
        void put(Member member);

        /// Notes that somebody has added this member, for as long as it is one.
        void chosen(int gid, int uid);

        /// False: was not a member.
        boolean removeMember(int gid, int uid);

        void putType(int gid, int type, int flags);

        void removeType(int gid, int type);

        void put(int gid, Pin pin);

        void removePin(int gid, long pin);

        /// Extends the life of a group, unless it lasts longer anyhow or never ends.
        void extend(int gid, long expires);
    }
}
