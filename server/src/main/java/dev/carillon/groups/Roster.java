package dev.carillon.groups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// The members of one group in plain arrays: 28 bytes for a member, and going through them makes no objects.
/// Immutable. Holds expired members too; who asks names the time.
final class Roster {
    static final Roster EMPTY = new Builder(0).build();

    private static final int ENTRY_BYTES = 28;

    private final int gid;
    private final int[] uids;
    private final int[] flags;
    private final int[] admin;
    private final long[] expires;
    private final long[] since;
    private final boolean lasting;
    /// Since when the newest member is one.
    private final long newest;

    private Roster(Builder members) {
        gid = members.gid;
        uids = Arrays.copyOf(members.uids, members.size);
        flags = Arrays.copyOf(members.flags, members.size);
        admin = Arrays.copyOf(members.admin, members.size);
        expires = Arrays.copyOf(members.expires, members.size);
        since = Arrays.copyOf(members.since, members.size);
        lasting = Arrays.stream(expires).allMatch(end -> end == 0);
        newest = Arrays.stream(since).max().orElse(0);
    }

    /// Bytes of memory, about.
    int weight() {
        return 200 + ENTRY_BYTES * uids.length;
    }

    int size() {
        return uids.length;
    }

    private boolean live(int index, long now) {
        return expires[index] == 0 || expires[index] > now;
    }

    int uid(int index) {
        return uids[index];
    }

    /// Where a live member stands, or a negative number.
    int indexOf(int uid, long now) {
        int index = Arrays.binarySearch(uids, uid);
        return index >= 0 && live(index, now) ? index : -1;
    }

    /// Index of the first member with a uid above this one; [#size] when there is none.
    int indexAfter(int uid) {
        int index = Arrays.binarySearch(uids, uid);
        return index >= 0 ? index + 1 : -index - 1;
    }

    Member member(int index) {
        return new Member(gid, uids[index], flags[index], admin[index], expires[index], since[index]);
    }

    /// Live members with uids above this one, at most so many.
    List<Member> members(int afterUid, int limit, long now) {
        List<Member> members = new ArrayList<>();
        for (int i = indexAfter(afterUid); i < uids.length && members.size() < limit; i++) {
            if (live(i, now)) {
                members.add(member(i));
            }
        }
        return members;
    }

    /// Live at that time, and with this member flag (0: any).
    boolean has(int index, int flag, long now) {
        return live(index, now) && (flags[index] & flag) == flag;
    }

    /// Uids of live members with this member flag (0: any), without one. A new array.
    int[] select(int flag, int without, long now) {
        int[] selected = new int[uids.length];
        int count = 0;
        for (int i = 0; i < uids.length; i++) {
            if (uids[i] != without && has(i, flag, now)) {
                selected[count++] = uids[i];
            }
        }
        return count == selected.length ? selected : Arrays.copyOf(selected, count);
    }

    /// Uids of live members; shared when nobody's membership ends.
    int[] uids(long now) {
        return lasting ? uids : select(0, 0, now);
    }

    /// Those of them who are members since before that message order; shared when all are.
    int[] uids(long now, long order) {
        return newest < order ? uids(now) : select(index -> since[index] < order && live(index, now));
    }

    private int[] select(IntPredicate wanted) {
        return IntStream.range(0, uids.length)
                .filter(wanted)
                .map(index -> uids[index])
                .toArray();
    }

    /// Takes members by growing uid.
    static final class Builder implements Consumer<Member> {
        private static final int START = 16;

        private final int gid;
        private int size;
        private int[] uids = new int[START];
        private int[] flags = new int[START];
        private int[] admin = new int[START];
        private long[] expires = new long[START];
        private long[] since = new long[START];

        Builder(int gid) {
            this.gid = gid;
        }

        @Override
        public void accept(Member member) {
            if (size == uids.length) {
                grow();
            }
            uids[size] = member.uid();
            flags[size] = member.flags();
            admin[size] = member.admin();
            expires[size] = member.expires();
            since[size] = member.since();
            size++;
        }

        private void grow() {
            uids = Arrays.copyOf(uids, 2 * size);
            flags = Arrays.copyOf(flags, 2 * size);
            admin = Arrays.copyOf(admin, 2 * size);
            expires = Arrays.copyOf(expires, 2 * size);
            since = Arrays.copyOf(since, 2 * size);
        }

        Roster build() {
            return new Roster(this);
        }
    }
}
