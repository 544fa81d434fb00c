package dev.carillon.groups;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to set of a group; null members stay as they are (or get their default in a new group). An empty `image`
/// clears it; a null value in `fields` removes that field.
///
/// @param expiry seconds from now, 0 never; default of a new group: a year
public record GroupChange(
        @Nullable String name,
        @Nullable Integer flags,
        @Nullable Integer callFlags,
        @Nullable Long callDuration,
        @Nullable Integer resolution,
        @Nullable Long start,
        @Nullable Long duration,
        @Nullable Long expiry,
        @Nullable Long expiryExtension,
        @Nullable Boolean active,
        @Nullable Boolean pinned,
        @Nullable String image,
        @Nullable Map<String, @Nullable String> fields) {
    public static final GroupChange NONE =
            new GroupChange(null, null, null, null, null, null, null, null, null, null, null, null, null);
}
