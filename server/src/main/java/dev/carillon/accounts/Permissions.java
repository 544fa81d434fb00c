package dev.carillon.accounts;

/// Per-user switches of the Backend API (`user.permissions`), all on by default.
///
/// @param peers who the user may talk to: 0 everybody, 1 listed peers, 2 contacts, 3 favourites
public record Permissions(
        boolean retention,
        boolean incoming,
        boolean outgoing,
        boolean calls,
        boolean turn,
        boolean storage,
        boolean groupCreate,
        boolean webhook,
        int peers) {
    public static final Permissions ALL = new Permissions(true, true, true, true, true, true, true, true, 0);
}
