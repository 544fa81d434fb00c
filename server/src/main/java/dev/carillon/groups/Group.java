package dev.carillon.groups;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A group. Immutable; a change makes a new record.
///
/// @param gid unique in the whole server, 1000 to 2^31−1, never used again
/// @param flags `MESIBO_GROUPFLAG_*`, see [GroupFlags]
/// @param call what group calls may use
/// @param start ms from when the group is usable, 0 at once
/// @param duration seconds it is usable from `start`, 0 no end
/// @param expires ms when the group ends, 0 never
/// @param expiryExtension seconds by which a message extends `expires`, 0 not
/// @param owner uid of the creator, 0 when made by the back-end without one
/// @param members how many there are
public record Group(
        int gid,
        int aid,
        String name,
        int flags,
        CallSettings call,
        long start,
        long duration,
        long expires,
        long expiryExtension,
        boolean active,
        boolean pinned,
        @Nullable String image,
        Map<String, String> fields,
        int owner,
        int members) {

    /// @param flags `MESIBO_GROUPCALLFLAG_*`
    /// @param duration seconds, 0 unlimited
    /// @param resolution `MESIBO_RESOLUTION_*`
    public record CallSettings(int flags, long duration, int resolution) {
        public static final CallSettings DEFAULT = new CallSettings(0x8107, 0, 0);
    }
}
