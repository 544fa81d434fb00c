package dev.carillon.groups;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.User;
import dev.carillon.protocol.GroupError;
import dev.carillon.protocol.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Making groups, changing what they are, deleting them.
final class Settings {
    private static final int MAX_TYPES = 256;

    private final GroupBook book;
    private final Accounts accounts;
    private final Memberships memberships;
    private final Quotas quotas;
    private final GroupListeners listeners;
    private final MessageOrder messageOrder;

    Settings(
            GroupBook book,
            Accounts accounts,
            Memberships memberships,
            GroupListeners listeners,
            MessageOrder messageOrder) {
        this.book = book;
        this.accounts = accounts;
        this.memberships = memberships;
        this.quotas = memberships.quotas();
        this.listeners = listeners;
        this.messageOrder = messageOrder;
    }

    GroupResult create(
            Actor actor, GroupChange change, @Nullable String owner, List<String> addresses, MemberChange role) {
        var members = memberships.resolve(actor.aid(), addresses);
        var owners = memberships.resolve(actor.aid(), owner == null ? List.of() : List.of(owner));
        if (!owners.unknown().isEmpty() || !members.unknown().isEmpty()) {
            Set<String> unknown = new LinkedHashSet<>(owners.unknown());
            unknown.addAll(members.unknown());
            return new GroupResult.UnknownUsers(List.copyOf(unknown));
        }
        int ownerUid = switch (actor) {
            case Actor.Person person -> person.uid();
            case Actor.Backend _ -> owners.uids().isEmpty() ? 0 : owners.uids().getFirst();
        };
        User person = actor instanceof Actor.Person p ? accounts.user(p.uid()) : null;
        Set<Integer> all = new LinkedHashSet<>(ownerUid == 0 ? List.of() : List.of(ownerUid));
        members.uids().stream().filter(uid -> memberships.mayAdd(actor, uid)).forEach(all::add);
        var coming = new LinkedHashMap<>(members.users());
        coming.keySet().retainAll(all);
        Set<Integer> strangers = memberships.strangers(actor, members);
        Decision decision = book.create(all, rows -> {
            Decision refusal = person == null ? null : mayCreate(rows, person);
            refusal = refusal == null ? quotas.mayAdd(rows, actor, coming, strangers, book.now()) : refusal;
            return refusal == null ? create(rows, actor, change, ownerUid, all, role) : refusal;
        });
        if (decision.result() instanceof GroupResult.Done(Group group) && !all.isEmpty()) {
            listeners.tell(listener -> listener.membersAdded(group, decision.concerned(), Rights.uid(actor)));
        }
        return decision.result();
    }

    private @Nullable Decision mayCreate(GroupStore.Reader rows, User person) {
        if (!person.permissions().groupCreate()) {
            return Decision.refused(GroupError.ACCESS_DENIED, "you may not create groups");
        }
        Decision refusal = quotas.mayOwn(rows, person, book.now());
        return refusal == null ? quotas.mayEnter(rows, person.uid(), book.now()) : refusal;
    }

    private Decision create(
            GroupStore.Writer rows, Actor actor, GroupChange change, int owner, Set<Integer> uids, MemberChange role) {
        if (uids.size() > Limits.GROUP_MEMBERS) {
            return Memberships.full();
        }
        long now = book.now();
        Group group = GroupRules.apply(GroupRules.blank(rows.nextGroup(), actor.aid(), owner, now), change, now);
        if (GroupRules.tooLarge(group)) {
            return tooLarge();
        }
        rows.insert(group);
        if (actor instanceof Actor.Person) {
            rows.madeByUser(group.gid());
        }
        long since = messageOrder.last();
        for (int uid : uids) {
            rows.put(
                    uid == owner
                            ? GroupRules.owner(group.gid(), uid, since)
                            : GroupRules.added(group.gid(), uid, role, now, since));
            rows.chosen(group.gid(), uid);
        }
        return Decision.done(book.stored(rows, group.gid()), List.copyOf(uids));
    }

    private static Decision tooLarge() {
        return Decision.refused(
                GroupError.GENERAL, "name and attributes are larger than " + Limits.FIELDS_BYTES + " bytes");
    }

    GroupResult set(Actor actor, int gid, GroupChange change) {
        Decision decision = book.write(gid, List.of(), rows -> {
            Group before = book.live(rows, actor, gid);
            if (before == null) {
                return Decision.unknownGroup();
            }
            Rights rights = Rights.of(rows, actor, gid, book.now());
            Decision refusal = rights.may(GroupFlags.ADMIN_MODIFY, "change the group");
            return refusal == null ? set(rows, rights, before, change) : refusal;
        });
        return told(decision, actor);
    }

    private Decision set(GroupStore.Writer rows, Rights rights, Group before, GroupChange change) {
        Group after = GroupRules.apply(before, change, book.now());
        Decision refusal = GroupRules.endsEarlier(after.expires(), before.expires())
                ? rights.may(GroupFlags.ADMIN_REMOVE_GROUP, "make the group end earlier")
                : null;
        if (refusal != null) {
            return refusal;
        }
        if (GroupRules.tooLarge(after)) {
            return tooLarge();
        }
        if (change.expiry() != null) {
            book.forgetExtension(after.gid());
        }
        rows.update(after);
        return Decision.done(after, List.of());
    }

    private GroupResult told(Decision decision, Actor actor) {
        if (decision.result() instanceof GroupResult.Done(Group group)) {
            listeners.tell(listener -> listener.settingsChanged(group, Rights.uid(actor)));
        }
        return decision.result();
    }

    GroupResult setForType(Actor actor, int gid, int type, int flags) {
        Decision decision = book.write(gid, List.of(), rows -> {
            Group group = book.live(rows, actor, gid);
            if (group == null) {
                return Decision.unknownGroup();
            }
            Decision refusal = Rights.of(rows, actor, gid, book.now()).may(GroupFlags.ADMIN_MODIFY, "change the group");
            return refusal == null ? setForType(rows, group, type, flags) : refusal;
        });
        return told(decision, actor);
    }

    private static Decision setForType(GroupStore.Writer rows, Group group, int type, int flags) {
        var types = rows.types(group.gid());
        if (flags < 0) {
            rows.removeType(group.gid(), type);
        } else if (types.size() < MAX_TYPES || types.containsKey(type)) {
            rows.putType(group.gid(), type, flags);
        } else {
            return Decision.refused(
                    GroupError.GENERAL, "a group has permissions of its own for at most " + MAX_TYPES + " types");
        }
        return Decision.done(group, List.of());
    }

    GroupResult delete(Actor actor, int gid) {
        List<Integer> members = new ArrayList<>();
        Decision decision = book.write(gid, members, rows -> {
            Group group = book.live(rows, actor, gid);
            if (group == null) {
                return Decision.unknownGroup();
            }
            Decision refusal =
                    Rights.of(rows, actor, gid, book.now()).may(GroupFlags.ADMIN_REMOVE_GROUP, "delete the group");
            return refusal == null ? delete(rows, group, members) : refusal;
        });
        return deleted(decision, Rights.uid(actor));
    }

    /// Deletes a group whose time is over.
    void deleteEnded(int gid) {
        List<Integer> members = new ArrayList<>();
        Decision decision = book.write(gid, members, rows -> {
            Group group = rows.group(gid);
            return group == null || book.live(rows, new Actor.Backend(group.aid()), gid) != null
                    ? Decision.unknownGroup()
                    : delete(rows, group, members);
        });
        deleted(decision, 0);
    }

    private static Decision delete(GroupStore.Writer rows, Group group, List<Integer> members) {
        rows.members(group.gid(), member -> members.add(member.uid()));
        rows.delete(group.gid());
        return Decision.done(group, members);
    }

    private GroupResult deleted(Decision decision, int by) {
        if (decision.result() instanceof GroupResult.Done(Group group)) {
            int[] members =
                    decision.concerned().stream().mapToInt(Integer::intValue).toArray();
            listeners.tell(listener -> listener.groupDeleted(group, members, by));
        }
        return decision.result();
    }
}
