package dev.carillon.api.ops;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The free members of a profile.
final class Fields {
    private Fields() {}

    /// Texts, numbers and switches by name; null where a field is to be removed. Objects, lists and nulls are left
    /// out.
    static Map<String, @Nullable String> of(Map<?, ?> members, Set<String> except) {
        Map<String, @Nullable String> fields = new TreeMap<>();
        members.forEach((key, value) -> {
            String name = String.valueOf(key);
            boolean wanted = !except.contains(name.toLowerCase(Locale.ROOT));
            if (wanted && value != null && !(value instanceof Map) && !(value instanceof List)) {
                fields.put(name, emptyToNull(value.toString()));
            }
        });
        return fields;
    }

    static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
