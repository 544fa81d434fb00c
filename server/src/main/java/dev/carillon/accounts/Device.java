package dev.carillon.accounts;

import org.jspecify.annotations.Nullable;

/// One device of a user: the place of one access token. Issuing again for the same place replaces the token and keeps
/// the device, and so its place in the inbox.
///
/// @param id unique in the whole server
/// @param appid of a v1 token; the client must name the same
/// @param v2 bound to platforms instead of an appid
/// @param platforms bit set of [Platform]; 0 means all
/// @param device name given by the back-end, which lets one user hold several tokens
/// @param linkto address of the user to whom this login is linked
/// @param expires ms, 0 never
/// @param autorefresh minutes, 0 off
/// @param generation counts the tokens issued for this place; part of the token
/// @param created ms
public record Device(
        int id,
        int uid,
        @Nullable String appid,
        boolean v2,
        int platforms,
        @Nullable String packageName,
        @Nullable String bundle,
        @Nullable String url,
        @Nullable String device,
        @Nullable String linkto,
        long expires,
        int autorefresh,
        int generation,
        long created) {}
