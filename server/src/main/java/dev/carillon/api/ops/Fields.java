package dev.carillon.api.ops;

import dev.carillon.protocol.Texts;
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
            String text = value == null ? null : Kinds.scalar(value);
            if (text != null && !except.contains(name.toLowerCase(Locale.ROOT))) {
                fields.put(name, emptyToNull(Texts.kept(text)));
            }
        });
        return fields;
    }

    static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
