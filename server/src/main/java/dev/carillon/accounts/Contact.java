package dev.carillon.accounts;

import java.util.List;

/// What a user has noted about another one.
///
/// @param blocked sum of [Block] bits
/// @param levels access levels of own profile fields that the other one may see
public record Contact(
        int uid, boolean contact, boolean favorite, boolean subscribed, int blocked, List<Integer> levels) {
    public static Contact none(int uid) {
        return new Contact(uid, false, false, false, 0, List.of());
    }

    static Contact blocked(int uid) {
        return new Contact(uid, false, false, false, Block.ALL, List.of());
    }

    public boolean blocks(int kind) {
        return (blocked & kind) != 0;
    }
}
