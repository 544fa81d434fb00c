package dev.carillon.accounts;

/// A user of an app. Immutable; a change makes a new record.
///
/// @param uid unique in the whole server, 1 to 2^31−1, never used again
/// @param address unique in the app, case-sensitive, at most 63 bytes of UTF-8
/// @param maxGroups groups the user may own, −1 unlimited
/// @param audience who sees the user online: 0 all, 1 contacts, 2 subscribers, 3 favourites, from 1000 that group
public record User(
        int uid,
        int aid,
        String address,
        String name,
        boolean active,
        boolean pinned,
        int flags,
        int restrictions,
        Permissions permissions,
        int maxGroups,
        int uac,
        int audience,
        Profile profile) {}
