package dev.carillon.groups;

import static dev.carillon.groups.GroupFlags.ADMIN_ADD_ADMIN;
import static dev.carillon.groups.GroupFlags.ADMIN_ADD_USER;
import static dev.carillon.groups.GroupFlags.ADMIN_OWNER;
import static dev.carillon.groups.GroupFlags.ADMIN_REMOVE_ADMIN;
import static dev.carillon.groups.GroupFlags.ADMIN_REMOVE_OWNER;
import static dev.carillon.groups.GroupFlags.ADMIN_REMOVE_USER;

import dev.carillon.protocol.GroupError;
import org.jspecify.annotations.Nullable;

/// What an actor may do in one group, as it stands inside a transaction. The back-end may do everything. Each
/// question is answered by null (yes) or by the refusal.
///
/// @param self the membership of a person, null when it has none
record Rights(Actor actor, @Nullable Member self) {

    static Rights of(GroupStore.Reader rows, Actor actor, int gid, long now) {
        return switch (actor) {
            case Actor.Backend backend -> new Rights(backend, null);
            case Actor.Person person -> new Rights(person, GroupRules.live(rows.member(gid, person.uid()), now));
        };
    }

    /// The uid of the actor, 0 for the back-end.
    static int uid(Actor actor) {
        return switch (actor) {
            case Actor.Backend _ -> 0;
            case Actor.Person person -> person.uid();
        };
    }

    /// Strangers may do nothing.
    @Nullable
    Decision belongs() {
        return actor instanceof Actor.Person && self == null
                ? Decision.refused(GroupError.NOT_MEMBER, "you are not a member of the group")
                : null;
    }

    /// @param deed what is wanted, for the refusal: "you may not …"
    @Nullable
    Decision may(int adminBit, String deed) {
        return self == null || self.may(adminBit)
                ? belongs()
                : Decision.refused(GroupError.PERMISSION, "you may not " + deed);
    }

    /// Nobody gives away rights that he does not have himself: administrator's rights, and those of members that the
    /// group keeps for selected ones.
    ///
    /// @param flags member bits that are given
    /// @param admin admin bits that are given
    @Nullable
    Decision mayGrant(Group group, int flags, int admin) {
        Decision refusal = admin == 0 ? null : may(ADMIN_ADD_ADMIN, "add administrators");
        if (refusal != null || has(group, flags, admin)) {
            return refusal;
        }
        return Decision.refused(GroupError.PERMISSION, "you may not give rights that you do not have");
    }

    /// Whether the actor has all of these rights; an owner and the back-end have every right.
    boolean has(Group group, int flags, int admin) {
        return self == null
                ? actor instanceof Actor.Backend
                : self.may(ADMIN_OWNER) || ((admin & ~self.admin()) == 0 && grantable(group, flags) == flags);
    }

    /// What is left of member bits without those that not everybody has and that the actor lacks too.
    int grantable(Group group, int flags) {
        return self == null || self.may(ADMIN_OWNER)
                ? flags
                : flags & (GroupFlags.ofAnybody(group.flags()) | self.flags());
    }

    /// The role of those who are added: where nothing is said, no more than the actor can give.
    MemberChange forNewcomers(Group group, MemberChange role) {
        return role.flagsMask() != 0
                ? role
                : MemberChange.of(grantable(group, GroupFlags.MEMBER_ALL), role.admin(), role.expiry());
    }

    /// May a membership be given or changed like this?
    @Nullable
    Decision mayChange(Group group, @Nullable Member before, Member after) {
        int had = before == null ? 0 : before.admin();
        int could = before == null ? 0 : before.flags();
        Decision refusal = may(ADMIN_ADD_USER, "add or change members");
        if (refusal == null) {
            refusal = mayGrant(group, after.flags() & ~could, after.admin() & ~had);
        }
        if (refusal == null && before != null) {
            refusal = mayMoveEnd(group, before, after);
        }
        boolean promotedOnly = before != null
                && before.flags() == after.flags()
                && before.expires() == after.expires()
                && (had & ~after.admin()) == 0;
        return refusal != null || had == 0 || promotedOnly || isSelf(after.uid()) ? refusal : mayRemove(had);
    }

    /// An end that comes earlier is a removal, and one's own that comes later is more than one was given.
    private @Nullable Decision mayMoveEnd(Group group, Member before, Member after) {
        if (GroupRules.endsEarlier(after.expires(), before.expires())) {
            return isSelf(after.uid()) ? mayLeave(group) : mayRemove(before.admin());
        }
        return GroupRules.endsEarlier(before.expires(), after.expires()) && isSelf(after.uid())
                ? may(ADMIN_OWNER, "make your own membership last longer")
                : null;
    }

    @Nullable
    static Decision mayLeave(Group group) {
        return (group.flags() & GroupFlags.NO_SELF_DELETE) == 0
                ? null
                : Decision.refused(GroupError.PERMISSION, "members of this group cannot remove themselves");
    }

    private boolean isSelf(int uid) {
        return self != null && self.uid() == uid;
    }

    /// May a member with these admin bits be removed, or lose something?
    @Nullable
    Decision mayRemove(int admin) {
        if ((admin & ADMIN_OWNER) != 0) {
            return may(ADMIN_REMOVE_OWNER, "remove or change an owner");
        }
        return admin != 0
                ? may(ADMIN_REMOVE_ADMIN, "remove or change an administrator")
                : may(ADMIN_REMOVE_USER, "remove members");
    }
}
