package dev.carillon.accounts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Public attributes of a user beside the name.
///
/// @param image URL
/// @param fields name to value; `status`, `info` and `other` of the Backend API are fields too
/// @param levels field name to access level; a field without one is public
public record Profile(@Nullable String image, Map<String, String> fields, Map<String, Integer> levels) {
    public static final Profile EMPTY = new Profile(null, Map.of(), Map.of());
}
