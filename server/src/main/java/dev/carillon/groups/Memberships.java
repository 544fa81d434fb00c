package dev.carillon.groups;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.User;
import dev.carillon.accounts.access.Access;
import dev.carillon.protocol.GroupError;
import dev.carillon.protocol.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Who comes into a group and who goes.
final class Memberships {
    private final GroupBook book;
    private final Accounts accounts;
    private final Access access;
    private final Quotas quotas;
    private final GroupListeners listeners;
    private final MessageOrder messageOrder;
    private final Arrivals arrivals;

    /// Addresses and who they are.
    ///
    /// @param users addresses by uid, in the sequence of the addresses
    record Resolved(Map<Integer, String> users, List<String> unknown) {
        List<Integer> uids() {
            return List.copyOf(users.keySet());
        }
    }

    Memberships(
            GroupBook book,
            Accounts accounts,
            Quotas quotas,
            GroupListeners listeners,
            MessageOrder messageOrder,
            Arrivals arrivals) {
        this.book = book;
        this.accounts = accounts;
        this.access = Access.create(accounts);
        this.quotas = quotas;
        this.listeners = listeners;
        this.messageOrder = messageOrder;
        this.arrivals = arrivals;
    }

    Quotas quotas() {
        return quotas;
    }

    /// Each user once, in the sequence of the addresses.
    Resolved resolve(int aid, List<String> addresses) {
        var users = new LinkedHashMap<Integer, String>();
        var unknown = new LinkedHashSet<String>();
        for (String address : addresses) {
            User user = accounts.user(aid, address);
            if (user == null) {
                unknown.add(address);
            } else {
                users.put(user.uid(), user.address());
            }
        }
        return new Resolved(Collections.unmodifiableMap(users), List.copyOf(unknown));
    }

    GroupResult add(Actor actor, int gid, List<String> addresses, MemberChange role) {
        Resolved users = resolve(actor.aid(), addresses);
        Set<Integer> barred =
                users.uids().stream().filter(uid -> !mayAdd(actor, uid)).collect(Collectors.toSet());
        Coming coming = new Coming(users.users(), barred, strangers(actor, users), role);
        Decision decision = admitting(gid, users.uids(), rows -> {
            Group group = book.live(rows, actor, gid);
            if (group == null) {
                return Decision.unknownGroup();
            }
            return users.unknown().isEmpty()
                    ? add(rows, actor, group, coming)
                    : new Decision(new GroupResult.UnknownUsers(users.unknown()), List.of());
        });
        if (decision.result() instanceof GroupResult.Done(Group group)
                && !decision.concerned().isEmpty()) {
            listeners.tell(listener -> listener.membersAdded(group, decision.concerned(), Rights.uid(actor)));
        }
        tellOwner(decision);
        return decision.result();
    }

    /// Who is to be added, or changed.
    ///
    /// @param users addresses by uid
    /// @param barred those among them who can only be changed
    /// @param strangers those who do not have the actor among their contacts
    private record Coming(Map<Integer, String> users, Set<Integer> barred, Set<Integer> strangers, MemberChange role) {}

    Set<Integer> strangers(Actor actor, Resolved users) {
        return users.uids().stream()
                .filter(uid -> quotas.isStranger(actor, uid))
                .collect(Collectors.toSet());
    }

    private Decision add(GroupStore.Writer rows, Actor actor, Group group, Coming coming) {
        Rights rights = Rights.of(rows, actor, group.gid(), book.now());
        Decision refusal = rights.may(GroupFlags.ADMIN_ADD_USER, "add members");
        if (refusal != null) {
            return refusal;
        }
        long since = messageOrder.last();
        Map<Integer, String> joining = new LinkedHashMap<>();
        Set<Integer> resigned = new HashSet<>();
        List<Member> changed = new ArrayList<>();
        MemberChange fresh = rights.forNewcomers(group, coming.role);
        for (int uid : coming.users.keySet()) {
            Member before = GroupRules.live(rows.member(group.gid(), uid), book.now());
            if (before == null && coming.barred.contains(uid)) {
                continue;
            }
            Member after = before == null
                    ? GroupRules.added(group.gid(), uid, fresh, book.now(), since)
                    : GroupRules.changed(before, coming.role, book.now());
            if (before == null) {
                joining.put(uid, coming.users.get(uid));
            } else if (Succession.owns(before) && !Succession.owns(after)) {
                resigned.add(uid);
            }
            if (!after.equals(before)) {
                refusal = rights.mayChange(group, before, after);
                changed.add(after);
            }
            if (refusal != null) {
                return refusal;
            }
        }
        if (tooMany(rows, group.gid(), joining.size())) {
            return full();
        }
        refusal = quotas.mayAdd(rows, actor, joining, coming.strangers, book.now());
        if (refusal != null) {
            return refusal;
        }
        changed.forEach(rows::put);
        joining.keySet().forEach(uid -> rows.chosen(group.gid(), uid));
        var outcome = Succession.after(rows, group, resigned, book.now());
        return Decision.done(
                        book.stored(rows, group.gid()),
                        changed.stream().map(Member::uid).toList())
                .with(outcome);
    }

    /// Tells of a new owner, or that there is none. Every change after which an owner may be missing ends with it.
    void tellOwner(Decision decision) {
        if (!(decision.result() instanceof GroupResult.Done(Group group))) {
            return;
        }
        switch (decision.succession()) {
            case Succession.Outcome.Unchanged() -> {}
            case Succession.Outcome.Heir(int uid) -> {
                book.forgetMemberships(uid);
                listeners.tell(listener -> listener.membersAdded(group, List.of(uid), 0));
            }
            case Succession.Outcome.Vacant() -> listeners.tell(listener -> listener.ownerless(group));
        }
    }

    /// Who has blocked somebody is not put into groups by that person, who is not told.
    boolean mayAdd(Actor actor, int uid) {
        return switch (actor) {
            case Actor.Backend _ -> true;
            case Actor.Person person -> access.mayAdd(person.uid(), uid);
        };
    }

    static boolean tooMany(GroupStore.Reader rows, int gid, int joining) {
        return joining > 0 && rows.memberCount(gid) + joining > Limits.GROUP_MEMBERS;
    }

    static Decision full() {
        return Decision.refused(GroupError.GENERAL, "a group holds at most " + Limits.GROUP_MEMBERS + " members");
    }

    private Decision put(GroupStore.Writer rows, int gid, List<Member> members) {
        members.forEach(rows::put);
        return Decision.done(
                book.stored(rows, gid), members.stream().map(Member::uid).toList());
    }

    GroupResult remove(Actor actor, int gid, List<String> addresses) {
        Resolved users = resolve(actor.aid(), addresses);
        listeners.tell(listener -> listener.membersLeaving(gid, users.uids()));
        Decision decision = book.write(gid, users.uids(), rows -> {
            Group group = book.live(rows, actor, gid);
            if (group == null) {
                return Decision.unknownGroup();
            }
            return users.unknown().isEmpty()
                    ? remove(rows, actor, group, users.uids())
                    : new Decision(new GroupResult.UnknownUsers(users.unknown()), List.of());
        });
        if (decision.result() instanceof GroupResult.Done(Group group)
                && !decision.concerned().isEmpty()) {
            listeners.tell(listener -> listener.membersRemoved(group, decision.concerned(), Rights.uid(actor)));
        }
        tellOwner(decision);
        return decision.result();
    }

    private Decision remove(GroupStore.Writer rows, Actor actor, Group group, List<Integer> uids) {
        Rights rights = Rights.of(rows, actor, group.gid(), book.now());
        Decision refusal = rights.belongs();
        List<Integer> removed = new ArrayList<>();
        for (int uid : uids) {
            Member member = GroupRules.live(rows.member(group.gid(), uid), book.now());
            if (member != null) {
                Decision no = uid == Rights.uid(actor) ? Rights.mayLeave(group) : rights.mayRemove(member.admin());
                refusal = refusal == null ? no : refusal;
                removed.add(uid);
            }
        }
        return refusal == null ? removed(rows, group, removed) : refusal;
    }

    private Decision removed(GroupStore.Writer rows, Group group, List<Integer> uids) {
        Set<Integer> owners = new HashSet<>();
        for (int uid : uids) {
            if (Succession.owns(rows.member(group.gid(), uid))) {
                owners.add(uid);
            }
            rows.removeMember(group.gid(), uid);
        }
        if (uids.contains(group.owner())) {
            rows.update(GroupRules.owned(group, 0));
        }
        var outcome = Succession.after(rows, book.stored(rows, group.gid()), owners, book.now());
        return Decision.done(book.stored(rows, group.gid()), uids).with(outcome);
    }

    GroupResult leave(Actor.Person actor, int gid) {
        listeners.tell(listener -> listener.membersLeaving(gid, List.of(actor.uid())));
        Decision decision = book.write(gid, List.of(actor.uid()), rows -> {
            Group group = book.live(rows, actor, gid);
            if (group == null) {
                return Decision.unknownGroup();
            }
            Decision refusal = Rights.of(rows, actor, gid, book.now()).belongs();
            refusal = refusal == null ? Rights.mayLeave(group) : refusal;
            return refusal == null ? removed(rows, group, List.of(actor.uid())) : refusal;
        });
        if (decision.result() instanceof GroupResult.Done(Group group)) {
            listeners.tell(listener -> listener.memberLeft(group, actor.uid()));
        }
        tellOwner(decision);
        return decision.result();
    }

    /// Lets a user in by the group's own rule. False: it is full, or gone.
    boolean admit(Group group, int uid, int flags) {
        Decision decision = admitting(group.gid(), List.of(uid), rows -> {
            Group present = book.live(rows, new Actor.Backend(group.aid()), group.gid());
            return present == null ? Decision.unknownGroup() : enter(rows, present, uid, flags, 0);
        });
        return entered(decision, uid);
    }

    /// A change by which these users may become members. Who is a member at the first look may leave before the change
    /// is made: then all is done anew.
    Decision admitting(int gid, List<Integer> uids, Function<GroupStore.Writer, Decision> work) {
        while (true) {
            Map<Boolean, List<Integer>> there =
                    uids.stream().collect(Collectors.partitioningBy(uid -> book.member(gid, uid) != null));
            List<Integer> members = there.getOrDefault(true, List.of());
            List<Integer> strangers = there.getOrDefault(false, List.of());
            Optional<Decision> decision = arrivals.arriving(
                    gid,
                    strangers,
                    () -> book.write(
                            gid,
                            uids,
                            rows -> areMembers(rows, gid, members) ? Optional.of(work.apply(rows)) : Optional.empty()));
            if (decision.isPresent()) {
                return decision.get();
            }
        }
    }

    private boolean areMembers(GroupStore.Reader rows, int gid, List<Integer> uids) {
        return uids.stream().allMatch(uid -> GroupRules.live(rows.member(gid, uid), book.now()) != null);
    }

    /// Makes a member, or adds to the rights of one; concerned is who has gained something.
    Decision enter(GroupStore.Writer rows, Group group, int uid, int flags, int admin) {
        Member before = GroupRules.live(rows.member(group.gid(), uid), book.now());
        if (before == null && tooMany(rows, group.gid(), 1)) {
            return full();
        }
        Decision refusal = before == null ? quotas.mayEnter(rows, uid, book.now()) : null;
        if (refusal != null) {
            return refusal;
        }
        Member after = before == null
                ? new Member(group.gid(), uid, flags, admin, 0, messageOrder.last())
                : new Member(
                        group.gid(),
                        uid,
                        before.flags() | flags,
                        before.admin() | admin,
                        before.expires(),
                        before.since());
        return put(rows, group.gid(), after.equals(before) ? List.of() : List.of(after));
    }

    /// Tells of one who came in by itself.
    boolean entered(Decision decision, int uid) {
        if (decision.result() instanceof GroupResult.Done(Group group)) {
            if (!decision.concerned().isEmpty()) {
                listeners.tell(listener -> listener.memberJoined(group, uid));
            }
            return true;
        }
        return false;
    }
}
