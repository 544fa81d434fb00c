package dev.carillon.groups;

import org.jspecify.annotations.Nullable;

/// Role of members that are added, or changes to those who are members already; null members: default for new ones,
/// unchanged for the others.
///
/// @param setFlags member bits to set, within `flagsMask`
/// @param flagsMask which member bits are given at all
/// @param admin admin bits
/// @param expiry seconds from now, 0 never
public record MemberChange(
        int setFlags,
        int flagsMask,
        @Nullable Integer admin,
        @Nullable Long expiry) {
    public static final MemberChange DEFAULT = new MemberChange(0, 0, null, null);

    public static MemberChange of(@Nullable Integer flags, @Nullable Integer admin, @Nullable Long expiry) {
        return flags == null ? new MemberChange(0, 0, admin, expiry) : new MemberChange(flags, 0x3F, admin, expiry);
    }
}
