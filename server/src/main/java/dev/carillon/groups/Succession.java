package dev.carillon.groups;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who owns a group when its last owner goes: decided in the transaction in which that happens. See
/// docs/decisions/0023.
final class Succession {
    private static final Comparator<Member> STANDING =
            Comparator.comparingLong(Member::since).thenComparingInt(Member::uid);
    private static final Comparator<Member> RIGHTS = Comparator.comparingInt(
                    (Member member) -> Integer.bitCount(member.admin()))
            .reversed()
            .thenComparing(STANDING);

    private Succession() {}

    /// What became of a group whose owner has gone.
    sealed interface Outcome {
        /// Somebody still owns it, or nobody did before.
        record Unchanged() implements Outcome {}

        record Heir(int uid) implements Outcome {}

        /// Nobody owns it now: the app's back-end has to name somebody.
        record Vacant() implements Outcome {}
    }

    static Outcome unchanged() {
        return new Outcome.Unchanged();
    }

    static boolean owns(@Nullable Member member) {
        return member != null && (member.admin() & GroupFlags.ADMIN_OWNER) != 0;
    }

    /// Owners have gone, or are about to.
    ///
    /// @param gone those who are no owners any more, and whom it does not become again
    static Outcome after(GroupStore.Writer rows, Group group, Set<Integer> gone, long now) {
        if (gone.isEmpty()) {
            return unchanged();
        }
        List<Member> rest = new ArrayList<>();
        rows.members(group.gid(), member -> {
            if (!gone.contains(member.uid()) && GroupRules.live(member.expires(), now)) {
                rest.add(member);
            }
        });
        if (rest.stream().anyMatch(Succession::owns)) {
            return unchanged();
        }
        Member heir = heir(rows, group, rest);
        if (heir == null) {
            return new Outcome.Vacant();
        }
        int flags = heir.flags() | GroupFlags.MEMBER_ALL;
        rows.put(new Member(group.gid(), heir.uid(), flags, GroupFlags.OWNER_ALL, heir.expires(), heir.since()));
        rows.update(GroupRules.owned(group, heir.uid()));
        return new Outcome.Heir(heir.uid());
    }

    /// In a group of the back-end, or one in which only those write whom somebody has chosen, nobody becomes the owner
    /// by
    /// being left over.
    private static @Nullable Member heir(GroupStore.Reader rows, Group group, List<Member> rest) {
        if (!rows.isMadeByUser(group.gid()) || sendsSelected(group.flags())) {
            return null;
        }
        var admin = rest.stream().filter(member -> member.admin() != 0).min(RIGHTS);
        if (admin.isPresent()) {
            return admin.get();
        }
        Set<Integer> chosen = Set.copyOf(rows.chosen(group.gid()));
        return rest.stream()
                .filter(member -> chosen.contains(member.uid()))
                .min(STANDING)
                .orElse(null);
    }

    private static boolean sendsSelected(int flags) {
        return (flags & GroupFlags.SEND_BY_ANYONE) == 0 && (flags & GroupFlags.SEND_BY_SELECTED) != 0;
    }
}
