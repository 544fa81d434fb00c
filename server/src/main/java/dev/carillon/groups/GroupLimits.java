package dev.carillon.groups;

/// How many groups a user may have by its own and other users' doing. Those above stay in; the back-end is not bound.
///
/// @param owned groups that a user owns, where the app has not said another number for this user
/// @param joined groups that a user is in
public record GroupLimits(int owned, int joined) {
    public static final GroupLimits DEFAULT = new GroupLimits(1_000, 1_000);
}
