package dev.carillon.groups;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Background;
import dev.carillon.accounts.Upkeep;
import dev.carillon.metrics.Metrics;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups, members, pins. Reads are served from memory where possible; writes return when they are durable. Safe for
/// all threads.
///
/// Expired groups and memberships count as absent everywhere, and are removed within seconds. A person may do what
/// its admin bits say; nobody gives away rights that he does not have, and changing or removing an administrator or
/// owner asks for the right to remove one. An owner may leave like everybody else: see [Succession].
public final class Groups implements AutoCloseable {
    private static final long UPKEEP_SECONDS = 5;

    private final GroupBook book;
    private final GroupListeners listeners = new GroupListeners();
    private final Arrivals arrivals;
    private final Memberships memberships;
    private final Settings settings;
    private final Pins pins;
    private final SendRights sendRights;
    private final Quotas quotas;
    private final Endings endings;
    private final Upkeep upkeep;

    private Groups(
            GroupBook book, Accounts accounts, MessageOrder messageOrder, GroupLimits limits, Background background) {
        this.book = book;
        quotas = new Quotas(limits, accounts, new Strangers(book::now));
        arrivals = new Arrivals(messageOrder);
        memberships = new Memberships(book, accounts, quotas, listeners, messageOrder, arrivals);
        settings = new Settings(book, accounts, memberships, listeners, messageOrder);
        pins = new Pins(book, memberships);
        sendRights = new SendRights(book, memberships);
        endings = new Endings(book, settings, memberships, listeners);
        upkeep = new Upkeep("groups-upkeep", background);
    }

    /// @param messageOrder for [Member#since]
    public static Groups create(GroupStore store, Accounts accounts, Clock clock, MessageOrder messageOrder) {
        return create(store, accounts, clock, messageOrder, GroupLimits.DEFAULT);
    }

    public static Groups create(
            GroupStore store, Accounts accounts, Clock clock, MessageOrder messageOrder, GroupLimits limits) {
        var book = new GroupBook(store, clock);
        return begun(new Groups(book, accounts, messageOrder, limits, Background.real()), accounts);
    }

    public static Groups create(
            GroupStore store, Accounts accounts, Clock clock, MessageOrder messageOrder, Background background) {
        var book = new GroupBook(store, clock);
        return begun(new Groups(book, accounts, messageOrder, GroupLimits.DEFAULT, background), accounts);
    }

    private static Groups begun(Groups groups, Accounts accounts) {
        accounts.listen(groups.endings);
        groups.upkeep.every(UPKEEP_SECONDS, groups::sweep);
        return groups;
    }

    /// Writes what waits to be written, and removes what has expired. Runs by itself every few seconds.
    void sweep() {
        book.flush();
        endings.sweep();
    }

    /// The store is closed after this.
    @Override
    public void close() {
        upkeep.close();
        book.flush();
    }

    /// Registers what is counted.
    public void measure(Metrics metrics) {
        quotas.measure(metrics);
    }

    public @Nullable Group group(int gid) {
        return book.group(gid);
    }

    /// Creates a group. The creating person (or `owner`, for the back-end; null none) becomes owner with all rights.
    public GroupResult create(
            Actor actor, GroupChange change, @Nullable String owner, List<String> members, MemberChange role) {
        return settings.create(actor, change, owner, members, role);
    }

    public GroupResult set(Actor actor, int gid, GroupChange change) {
        return settings.set(actor, gid, change);
    }

    public GroupResult delete(Actor actor, int gid) {
        return settings.delete(actor, gid);
    }

    /// Adds members, or changes the role of those who are members already. All or none.
    public GroupResult add(Actor actor, int gid, List<String> addresses, MemberChange role) {
        return memberships.add(actor, gid, addresses, role);
    }

    /// Removing one who is not a member succeeds.
    public GroupResult remove(Actor actor, int gid, List<String> addresses) {
        return memberships.remove(actor, gid, addresses);
    }

    public GroupResult join(Actor.Person actor, int gid, long pin) {
        return pins.join(actor, gid, pin);
    }

    /// Joins a group that lets in everybody ([GroupFlags#AUTO_ADD_MEMBER]).
    public GroupResult join(Actor.Person actor, int gid) {
        return pins.join(actor, gid);
    }

    public GroupResult leave(Actor.Person actor, int gid) {
        return memberships.leave(actor, gid);
    }

    // --- pins: answers are Done, then read pins()

    public GroupResult addPin(Actor.Person actor, int gid, MemberChange role, long expiry, int count) {
        return pins.add(actor, gid, role, expiry, count);
    }

    /// Null: unchanged.
    public GroupResult setPin(
            Actor.Person actor, int gid, long pin, MemberChange role, @Nullable Long expiry, @Nullable Integer count) {
        return pins.set(actor, gid, pin, role, expiry, count);
    }

    public GroupResult removePin(Actor.Person actor, int gid, long pin) {
        return pins.remove(actor, gid, pin);
    }

    /// All pins, for those who may list them; null for the others.
    public @Nullable List<Pin> pins(Actor actor, int gid) {
        return pins.list(actor, gid);
    }

    // --- members

    public @Nullable Member member(int gid, int uid) {
        return book.member(gid, uid);
    }

    /// Members ordered by uid, those above `afterUid`.
    public List<Member> members(int gid, int afterUid, int limit) {
        return book.roster(gid).members(afterUid, limit, book.now());
    }

    /// Uids of all members, ascending. The array is shared: do not change it.
    public int[] memberUids(int gid) {
        return book.roster(gid).uids(book.now());
    }

    /// Uids of those who are members since before that message order, ascending; shared as well.
    public int[] memberUids(int gid, long order) {
        return book.roster(gid).uids(book.now(), order);
    }

    /// Groups of a user, by gid.
    public List<Group> groupsOf(int uid) {
        return book.groupsOf(uid);
    }

    /// Memberships of a user, by gid; for a few seconds also those that have just ended by themselves.
    public List<Member> memberships(int uid) {
        return book.memberships(uid);
    }

    public GroupPage find(int aid, String namePattern, int start, int count) {
        return book.read(rows -> rows.groups(aid, namePattern, Math.max(start, 0), Math.max(count, 0), book.now()));
    }

    public int groupCount(int aid) {
        return book.read(rows -> rows.groupCount(aid, book.now()));
    }

    /// May a user send a message of an application type to the group?
    public SendRight maySend(Group group, int uid, int type) {
        return sendRights.maySend(group, uid, type, false);
    }

    /// The same of one who sends it now: adds the user first where the group's flags say so (not where only selected
    /// members send: nobody becomes one of them that way).
    public SendRight sends(Group group, int uid, int type) {
        return sendRights.maySend(group, uid, type, true);
    }

    /// To be asked for before [#recipients] and [#memberUids] of a message that is stored, and closed once the store
    /// has it. Must not be held while members are added.
    public Sending sending(int gid) {
        return arrivals.sending(gid);
    }

    /// Who receives a message of `sender` (0: the back-end): the members with the right to receive, without the
    /// sender unless the group loops back; exactly one of them in turn for a round-robin group. Ascending, not
    /// shared.
    public int[] recipients(Group group, int sender, int type) {
        return sendRights.recipients(group, sender, type);
    }

    /// Those who may receive from `sender`, as [#recipients], but whoever's turn it is.
    public int[] receivers(Group group, int sender, int type) {
        return sendRights.receivers(group, sender, type);
    }

    /// Per message type overrides of `groupset` with `type`: who may send and receive, taken from these flags,
    /// applies to messages of that type instead of the group's own. Negative flags remove the override.
    public GroupResult setForType(Actor actor, int gid, int type, int flags) {
        return settings.setForType(actor, gid, type, flags);
    }

    /// A message was accepted: extends the life of a group that asks for it. Never blocks.
    public void active(Group group) {
        book.extend(group);
    }

    public void listen(GroupListener listener) {
        listeners.add(listener);
    }
}
