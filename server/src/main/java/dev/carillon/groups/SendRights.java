package dev.carillon.groups;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/// Who may send to a group, and who receives.
final class SendRights {
    private static final int TURNS = 100_000;
    private static final int[] NOBODY = {};

    private final GroupBook book;
    private final Memberships memberships;

    /// Of round-robin groups: who had the last turn.
    private final Cache<Integer, Integer> turns =
            Caffeine.newBuilder().maximumSize(TURNS).build();

    SendRights(GroupBook book, Memberships memberships) {
        this.book = book;
        this.memberships = memberships;
    }

    /// @param joins whether one who is no member becomes one by this, where the group's flags say so
    SendRight maySend(Group known, int uid, int type, boolean joins) {
        Group group = book.group(known.gid());
        long now = book.now();
        if (group == null || (group.duration() > 0 && (now - group.start()) / 1000 >= group.duration())) {
            return SendRight.EXPIRED;
        }
        if (!group.active() || (group.flags() & GroupFlags.PAUSE) != 0 || now < group.start()) {
            return SendRight.PAUSED;
        }
        int flags = book.flags(group, type);
        boolean anyone = (flags & GroupFlags.SEND_BY_ANYONE) != 0;
        boolean selected = !anyone && (flags & GroupFlags.SEND_BY_SELECTED) != 0;
        Roster roster = book.roster(group.gid());
        int index = roster.indexOf(uid, now);
        if (index < 0) {
            return strangerMaySend(group, uid, anyone, selected, joins);
        }
        return selected && !roster.has(index, GroupFlags.MEMBER_SEND, now)
                ? SendRight.NO_PERMISSION
                : SendRight.ALLOWED;
    }

    /// Nobody becomes one of the selected by sending.
    private SendRight strangerMaySend(Group group, int uid, boolean anyone, boolean selected, boolean joins) {
        if (selected) {
            return SendRight.NOT_MEMBER;
        }
        if (joins
                && (group.flags() & GroupFlags.AUTO_ADD_MEMBER) != 0
                && memberships.admit(group, uid, GroupFlags.ofAnybody(group.flags()))) {
            return SendRight.ALLOWED;
        }
        return anyone ? SendRight.ALLOWED : SendRight.NOT_MEMBER;
    }

    int[] recipients(Group group, int sender, int type) {
        int flags = book.flags(group, type);
        return (flags & GroupFlags.RECEIVE_ROUND_ROBIN) == 0
                ? receivers(group, sender, type)
                : inTurn(group.gid(), book.roster(group.gid()), needed(flags), without(flags, sender));
    }

    int[] receivers(Group group, int sender, int type) {
        int flags = book.flags(group, type);
        return book.roster(group.gid()).select(needed(flags), without(flags, sender), book.now());
    }

    private static int needed(int flags) {
        return (flags & GroupFlags.RECEIVE_BY_SELECTED) == 0 ? 0 : GroupFlags.MEMBER_RECEIVE;
    }

    private static int without(int flags, int sender) {
        return (flags & GroupFlags.RECEIVE_LOOPBACK) == 0 ? sender : 0;
    }

    private int[] inTurn(int gid, Roster roster, int needed, int without) {
        int[] chosen = {0};
        turns.asMap().compute(gid, (_, last) -> {
            chosen[0] = next(roster, last == null ? 0 : last, needed, without);
            return chosen[0] == 0 ? last : Integer.valueOf(chosen[0]);
        });
        return chosen[0] == 0 ? NOBODY : chosen;
    }

    /// The next one by uid after `last`, from the beginning again after the end; 0 nobody.
    private int next(Roster roster, int last, int needed, int without) {
        int start = roster.indexAfter(last);
        for (int i = 0; i < roster.size(); i++) {
            int index = (start + i) % roster.size();
            if (roster.uid(index) != without && roster.has(index, needed, book.now())) {
                return roster.uid(index);
            }
        }
        return 0;
    }
}
