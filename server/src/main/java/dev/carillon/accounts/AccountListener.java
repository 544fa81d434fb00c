package dev.carillon.accounts;

/// Hears of changes after they are durable. Called on the thread of the caller that changed; must not block for long
/// and must not throw.
public interface AccountListener {
    /// Name, profile, permissions or another attribute changed; `after.active()` may have become false.
    default void userChanged(User before, User after, boolean announce) {}

    default void userAdded(User user) {}

    /// A user is about to be deleted, and still exists.
    default void userDeleting(User user) {}

    default void userDeleted(User user) {}

    /// As the other one, for those who also need the ids of the groups that the user was a member of.
    default void userDeleted(User user, int[] groups) {
        userDeleted(user);
    }

    /// The token of this device was replaced or revoked: its session must end. `remains` tells whether the device
    /// still exists (replaced).
    default void tokenEnded(Device device, boolean remains) {}

    default void contactChanged(int uid, Contact before, Contact after) {}

    /// The app is about to be deleted: its token is void already, its users still exist.
    default void appDeleting(App app) {}

    /// After `userDeleted` for each of its users.
    default void appDeleted(App app) {}
}
