package dev.carillon.accounts.access;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.User;
import java.util.Arrays;
import java.util.Map;

/// The rights between users: permissions, peers and blocks. Keeps nothing, so it always tells what holds now. Safe for
/// all threads.
public final class Access {
    private final Accounts accounts;

    private Access(Accounts accounts) {
        this.accounts = accounts;
    }

    public static Access create(Accounts accounts) {
        return new Access(accounts);
    }

    /// May this user send at all?
    public boolean maySend(User user) {
        return user.permissions().outgoing();
    }

    /// Is what this user sends kept?
    public boolean isKept(User user) {
        return user.permissions().storage();
    }

    /// May one user send to another, given that it may send at all?
    public Reach reach(User sender, User recipient) {
        Contact mine = accounts.contact(sender.uid(), recipient.uid());
        if (mine.blocks(Block.MESSAGES)) {
            return Reach.BLOCKED;
        }
        Contact theirs = accounts.contact(recipient.uid(), sender.uid());
        if (!recipient.permissions().incoming() || !isPeer(sender, mine) || !isPeer(recipient, theirs)) {
            return Reach.CLOSED;
        }
        return theirs.blocks(Block.MESSAGES) ? Reach.UNSEEN : Reach.OPEN;
    }

    /// The same for the app's back-end, which writes in the sender's name: only the recipient's block counts.
    public Reach reachOfBackend(User sender, User recipient) {
        return accounts.contact(recipient.uid(), sender.uid()).blocks(Block.MESSAGES) ? Reach.UNSEEN : Reach.OPEN;
    }

    /// `permissions.peers`: 0 everybody; 1 listed peers, who are contacts until access control lists them; 2
    /// contacts; 3 favourites.
    private static boolean isPeer(User user, Contact other) {
        return switch (user.permissions().peers()) {
            case 1, 2 -> other.contact() || other.favorite();
            case 3 -> other.favorite();
            default -> true;
        };
    }

    /// Those of many who do not block what the sender writes in groups.
    public int[] hearingInGroup(int sender, int[] uids) {
        Map<Integer, Integer> blockers = accounts.blockers(sender);
        return blockers.isEmpty()
                ? uids
                : Arrays.stream(uids)
                        .filter(uid -> (blockers.getOrDefault(uid, 0) & Block.GROUP_MESSAGES) == 0)
                        .toArray();
    }

    /// May a user put another into a group? Not one who has blocked what it writes, to oneself or in groups.
    public boolean mayAdd(int actor, int user) {
        return !accounts.contact(user, actor).blocks(Block.MESSAGES | Block.GROUP_MESSAGES);
    }
}
