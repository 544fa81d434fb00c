package dev.carillon.presence;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Block;
import dev.carillon.accounts.Contact;
import dev.carillon.accounts.User;
import dev.carillon.groups.Groups;

/// Who may see whom: audiences and blocks.
final class Visibility {
    private static final int ALL = 0;
    private static final int CONTACTS = 1;
    private static final int SUBSCRIBERS = 2;
    private static final int FAVORITES = 3;

    /// From here up an audience is a group.
    static final int FIRST_GROUP = 1_000;

    private final Accounts accounts;
    private final Groups groups;

    Visibility(Accounts accounts, Groups groups) {
        this.accounts = accounts;
        this.groups = groups;
    }

    static boolean isAudience(int audience) {
        return (audience >= ALL && audience <= FAVORITES) || audience >= FIRST_GROUP;
    }

    /// May `viewer` see whether `user` is online, and when it last was? The viewer watches, so it is a subscriber.
    boolean sees(int viewer, User user) {
        if (viewer == user.uid()) {
            return true;
        }
        Contact note = accounts.contact(user.uid(), viewer);
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

    /// Does `receiver` want to hear from `sender` (in a group, where `group`)?
    boolean hears(int receiver, int sender, boolean group) {
        int kind = group ? Block.GROUP_MESSAGES : Block.MESSAGES;
        return !accounts.contact(receiver, sender).blocks(kind);
    }
}
