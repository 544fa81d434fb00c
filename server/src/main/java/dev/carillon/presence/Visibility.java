package dev.carillon.presence;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.User;
import dev.carillon.accounts.access.Access;
import dev.carillon.accounts.access.Reach;
import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.groups.SendRight;

/// Who may see whom: audiences and blocks.
final class Visibility {
    private static final int ALL = 0;
    private static final int CONTACTS = 1;
    private static final int SUBSCRIBERS = 2;
    private static final int FAVORITES = 3;

    /// From here up an audience is a group.
    static final int FIRST_GROUP = 1_000;

    private final Accounts accounts;
    private final Access access;
    private final Groups groups;

    Visibility(Accounts accounts, Groups groups) {
        this.accounts = accounts;
        this.access = Access.create(accounts);
        this.groups = groups;
    }

    static boolean isAudience(int audience) {
        return (audience >= ALL && audience <= FAVORITES) || audience >= FIRST_GROUP;
    }

    /// May `viewer` see whether `user` is online, and when it last was? The viewer watches, so it is a subscriber.
    boolean sees(int viewer, User user) {
        return sees(viewer, user, accounts.contact(user.uid(), viewer));
    }

    /// @param note what the user has noted about the viewer
    boolean sees(int viewer, User user, Contact note) {
        if (viewer == user.uid()) {
            return true;
        }
        if (note.blocks(Block.MESSAGES | Block.PROFILE | Block.SUBSCRIPTION)) {
            return false;
        }
        return switch (user.audience()) {
            case ALL, SUBSCRIBERS -> true;
            case CONTACTS -> note.contact();
            case FAVORITES -> note.favorite();
            default -> groups.member(user.audience(), viewer) != null;
        };
    }

    /// Does another user hear from this one? As with a message.
    boolean hears(User sender, int receiver) {
        User other = accounts.user(receiver);
        return other != null && access.maySend(sender) && access.reach(sender, other) == Reach.OPEN;
    }

    /// The members of a group who hear from this one, as with a message. Ascending.
    int[] hearing(User sender, int gid) {
        Group group = groups.group(gid);
        boolean may = group != null
                && access.maySend(sender)
                && groups.member(gid, sender.uid()) != null
                && groups.maySend(group, sender.uid(), 0) == SendRight.ALLOWED;
        return may && group != null
                ? access.hearingInGroup(sender.uid(), groups.receivers(group, sender.uid(), 0))
                : new int[0];
    }
}
