package dev.carillon.messaging;

/// Where a message belongs: two users (perhaps twice the same one), or a group.
///
/// @param group whether it is a group
/// @param a the smaller uid, or the gid
/// @param b the larger uid, or 0
public record Conversation(boolean group, int a, int b) {

    public static Conversation direct(int uid, int other) {
        return new Conversation(false, Math.min(uid, other), Math.max(uid, other));
    }

    public static Conversation ofGroup(int gid) {
        return new Conversation(true, gid, 0);
    }

    /// In a conversation of two: the other one, as seen by `uid`.
    public int other(int uid) {
        return uid == a ? b : a;
    }

    public boolean has(int uid) {
        return !group && (uid == a || uid == b);
    }
}
