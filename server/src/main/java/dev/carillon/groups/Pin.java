package dev.carillon.groups;

import org.jspecify.annotations.Nullable;

/// A numeric join code of a group.
///
/// @param pin six to nine digits; 0 where it is shown to somebody to whom it would give more than he has
/// @param flags member bits that joining gives
/// @param admin admin bits that joining gives
/// @param expires ms, 0 never
/// @param left joins left, null unlimited
public record Pin(
        long pin,
        int flags,
        int admin,
        long expires,
        @Nullable Integer left) {

    Pin withoutNumber() {
        return new Pin(0, flags, admin, expires, left);
    }
}
