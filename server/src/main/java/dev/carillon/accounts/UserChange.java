package dev.carillon.accounts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to change of a user: null members stay as they are. An empty string clears a text; a null value in `fields`
/// removes that field.
public record UserChange(
        @Nullable String name,
        @Nullable Boolean active,
        @Nullable Boolean pinned,
        @Nullable Integer flags,
        @Nullable Integer restrictions,
        @Nullable Permissions permissions,
        @Nullable Integer maxGroups,
        @Nullable Integer uac,
        @Nullable Integer audience,
        @Nullable String image,
        @Nullable Map<String, @Nullable String> fields,
        @Nullable Map<String, Integer> levels) {

    public static final UserChange NONE =
            new UserChange(null, null, null, null, null, null, null, null, null, null, null, null);

    public static UserChange named(String name) {
        return new UserChange(name, null, null, null, null, null, null, null, null, null, null, null);
    }
}
