package dev.carillon.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Bounds of members of frames. Each check returns what is wrong, beginning with the member's name, or null.
final class Checks {
    private Checks() {}

    /// The first of several problems.
    static @Nullable String first(@Nullable String... problems) {
        for (String problem : problems) {
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /// A list that must be there, without nulls.
    static @Nullable String texts(String member, @Nullable List<String> list, int most) {
        if (list == null) {
            return member + ": missing";
        }
        if (list.size() > most) {
            return member + ": at most " + most;
        }
        int empty = nullIn(list);
        return empty < 0 ? null : member + "[" + empty + "]: null";
    }

    /// Where the first null is, −1 when there is none. Not by indexOf, which some lists refuse to do for null.
    static int nullIn(List<?> list) {
        int index = 0;
        for (Object element : list) {
            if (element == null) {
                return index;
            }
            index++;
        }
        return -1;
    }

    static @Nullable String bytes(String member, @Nullable String text, int most) {
        return text == null || size(text) <= most ? null : member + ": at most " + most + " bytes";
    }

    static @Nullable String range(String member, @Nullable Long value, long least, long most) {
        return value == null || (value >= least && value <= most)
                ? null
                : member + ": must be " + least + " to " + most;
    }

    static @Nullable String range(String member, @Nullable Integer value, int least, int most) {
        return range(member, value == null ? null : Long.valueOf(value), least, most);
    }

    /// Bytes of UTF-8.
    static int size(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    static int size(Map<String, ? extends @Nullable String> fields) {
        int sum = 0;
        for (var field : fields.entrySet()) {
            sum += size(field.getKey()) + size(field.getValue());
        }
        return sum;
    }
}
