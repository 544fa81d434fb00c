package dev.carillon.groups;

import dev.carillon.accounts.AccountListener;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// What ends by itself: groups and memberships whose time is over, and those that go with a user or an app.
final class Endings implements AccountListener {
    private static final int BATCH = 500;

    private final GroupBook book;
    private final Settings settings;
    private final Memberships memberships;
    private final GroupListeners listeners;

    Endings(GroupBook book, Settings settings, Memberships memberships, GroupListeners listeners) {
        this.book = book;
        this.settings = settings;
        this.memberships = memberships;
        this.listeners = listeners;
    }

    /// A bounded piece of work; the rest is done the next time.
    void sweep() {
        long now = book.now();
        for (int gid : book.read(rows -> rows.endedGroups(now, BATCH))) {
            settings.deleteEnded(gid);
        }
        var ended = new TreeMap<Integer, List<Integer>>();
        for (Member member : book.read(rows -> rows.endedMembers(now, BATCH))) {
            ended.computeIfAbsent(member.gid(), _ -> new ArrayList<>()).add(member.uid());
        }
        ended.forEach((gid, uids) -> remove(gid, uids, now));
    }

    private void remove(int gid, List<Integer> uids, long now) {
        listeners.tell(listener -> listener.membersLeaving(gid, uids));
        Decision decision = book.write(gid, uids, rows -> {
            List<Integer> gone = new ArrayList<>();
            Set<Integer> owners = new HashSet<>();
            for (int uid : uids) {
                Member member = rows.member(gid, uid);
                if (member != null && !GroupRules.live(member.expires(), now) && rows.removeMember(gid, uid)) {
                    gone.add(uid);
                    owners.addAll(Succession.owns(member) ? List.of(uid) : List.of());
                }
            }
            Group group = rows.group(gid);
            return group == null
                    ? Decision.unknownGroup()
                    : Decision.done(group, gone).with(Succession.after(rows, group, owners, now));
        });
        tellRemoved(gid, decision.concerned());
        memberships.tellOwner(decision);
    }

    /// Its groups get their new owners first, so that no crash leaves them without.
    @Override
    public void userDeleting(User user) {
        for (Member member : book.memberships(user.uid())) {
            listeners.tell(listener -> listener.membersLeaving(member.gid(), List.of(user.uid())));
            if (Succession.owns(member)) {
                memberships.tellOwner(book.write(member.gid(), List.of(), rows -> {
                    Group group = rows.group(member.gid());
                    return group == null
                            ? Decision.unknownGroup()
                            : Decision.done(group, List.of())
                                    .with(Succession.after(rows, group, Set.of(user.uid()), book.now()));
                }));
            }
        }
    }

    private void tellRemoved(int gid, List<Integer> uids) {
        Group group = book.group(gid);
        if (group != null && !uids.isEmpty()) {
            listeners.tell(listener -> listener.membersRemoved(group, uids, 0));
        }
    }

    /// The memberships went with the user, in the same transaction.
    @Override
    public void userDeleted(User user, int[] groups) {
        book.forgetMemberships(user.uid());
        for (int gid : groups) {
            book.forget(gid);
            Group group = book.group(gid);
            if (group != null) {
                listeners.tell(listener -> listener.memberDeleted(group, user));
            }
        }
    }

    /// What is still there when the app goes, goes with it in the same transaction.
    @Override
    public void appDeleting(App app) {
        var all = new Actor.Backend(app.aid());
        for (var page = some(app); !page.isEmpty(); page = some(app)) {
            page.forEach(group -> settings.delete(all, group.gid()));
        }
    }

    private List<Group> some(App app) {
        return book.read(rows -> rows.groups(app.aid(), "*", 0, BATCH, book.now()))
                .groups();
    }
}
