package dev.carillon.groups;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.User;
import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Metrics;
import dev.carillon.protocol.GroupError;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How many groups users may make, come into and put each other into. Asked inside the transaction, of persons only:
/// the back-end is not bound. Each question is answered by null (yes) or by the refusal.
final class Quotas {
    private final GroupLimits limits;
    private final Accounts accounts;
    private final Strangers strangers;
    private final Counter owned = new Counter();
    private final Counter joined = new Counter();
    private final Counter added = new Counter();

    Quotas(GroupLimits limits, Accounts accounts, Strangers strangers) {
        this.limits = limits;
        this.accounts = accounts;
        this.strangers = strangers;
    }

    /// The app's number for this user goes before that of the server.
    @Nullable
    Decision mayOwn(GroupStore.Reader rows, User person, long now) {
        int most = person.maxGroups() < 0 ? limits.owned() : person.maxGroups();
        if (rows.owned(person.uid(), now) < most) {
            return null;
        }
        owned.increment();
        return Decision.refused(GroupError.ACCESS_DENIED, "you may own at most " + most + " groups");
    }

    /// May one come in by itself?
    @Nullable
    Decision mayEnter(GroupStore.Reader rows, int uid, long now) {
        return isFull(rows, uid, now) ? full("you") : null;
    }

    /// May the actor put these users in? Counts that it does.
    ///
    /// @param joining those who come in, by uid, with their addresses
    /// @param byStrangers those of the app who do not have the actor among their contacts
    @Nullable
    Decision mayAdd(
            GroupStore.Reader rows, Actor actor, Map<Integer, String> joining, Set<Integer> byStrangers, long now) {
        if (!(actor instanceof Actor.Person person)) {
            return null;
        }
        for (var user : joining.entrySet()) {
            if (isFull(rows, user.getKey(), now)) {
                return full(user.getKey() == person.uid() ? "you" : user.getValue());
            }
        }
        Set<Integer> put = new HashSet<>(joining.keySet());
        put.retainAll(byStrangers);
        for (int uid : put) {
            String bound = strangers.bound(person.uid(), uid);
            if (bound != null) {
                added.increment();
                return Decision.tooOften(joining.get(uid) + " may be put into groups by people who are not among its"
                        + " contacts at most " + bound);
            }
        }
        put.forEach(uid -> strangers.count(person.uid(), uid));
        return null;
    }

    /// Does this user not have the actor among its contacts? Not for inside a transaction: it may read.
    boolean isStranger(Actor actor, int uid) {
        if (!(actor instanceof Actor.Person person) || person.uid() == uid) {
            return false;
        }
        Contact known = accounts.contact(uid, person.uid());
        return !known.contact() && !known.favorite();
    }

    private boolean isFull(GroupStore.Reader rows, int uid, long now) {
        return rows.joined(uid, now) >= limits.joined();
    }

    private Decision full(String who) {
        joined.increment();
        return Decision.refused(GroupError.ACCESS_DENIED, who + " may be in at most " + limits.joined() + " groups");
    }

    void measure(Metrics metrics) {
        Map.of("owned", owned, "joined", joined, "added", added)
                .forEach((bound, count) -> metrics.count(
                        "carillon_groups_refused_total",
                        "Requests of users refused, because somebody owns or is in as many groups as may be, or is added"
                                + " by strangers too often",
                        count::value,
                        "bound",
                        bound));
    }
}
