package dev.carillon.accounts;

import org.jspecify.annotations.Nullable;

/// The token block of the Backend API, checked: either `appid` or `v2`.
///
/// @param expiry minutes, 0 does not expire
public record TokenRequest(
        @Nullable String appid,
        boolean v2,
        int platforms,
        @Nullable String packageName,
        @Nullable String bundle,
        @Nullable String url,
        @Nullable String device,
        @Nullable String linkto,
        long expiry,
        int autorefresh) {}
