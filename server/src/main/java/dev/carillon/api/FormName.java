package dev.carillon.api;

import dev.carillon.api.ops.Repeated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A name in a form, perhaps with places in brackets: `user[token][appid]`, `m[]`, `m[0]`.
///
/// @param steps what stands in the brackets; empty for a plain name
record FormName(String root, List<String> steps) {
    private static final int DEPTH = 8;
    private static final int ITEMS = 10_000;
    private static final Pattern BRACKETED = Pattern.compile("([^\\[\\]]{1,100})((?:\\[[^\\[\\]]{0,100}]){1,8})");
    private static final Pattern STEP = Pattern.compile("\\[([^\\[\\]]*)]");

    static FormName of(String name) {
        Matcher bracketed = BRACKETED.matcher(name);
        if (!bracketed.matches()) {
            return new FormName(name, List.of());
        }
        List<String> steps = new ArrayList<>(DEPTH);
        for (Matcher step = STEP.matcher(bracketed.group(2)); step.find(); ) {
            steps.add(step.group(1).strip());
        }
        return new FormName(bracketed.group(1).strip(), steps);
    }

    /// A value that stands where an object should is replaced. Null only says that the name is there.
    void put(Map<String, @Nullable Object> form, @Nullable String value) {
        Map<String, @Nullable Object> object = form;
        String name = root;
        for (String step : steps) {
            if (isIndex(step)) {
                if (value != null) {
                    list(object, name).add(value);
                }
                return;
            }
            object = object(object, name);
            name = step;
        }
        if (value == null) {
            object.putIfAbsent(name, null);
        } else {
            object.put(name, withEarlier(object.get(name), value));
        }
    }

    /// A field may stand there more than once: with other values it is a list.
    @SuppressWarnings("unchecked")
    private static Object withEarlier(@Nullable Object earlier, String value) {
        if (earlier instanceof List<?> list) {
            ((List<@Nullable Object>) list).add(value);
            return list;
        }
        return earlier instanceof String other && !other.equals(value) ? new Repeated(other, value) : value;
    }

    private static boolean isIndex(String step) {
        return step.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// Lists and objects are made only here and by [JsonReader].
    @SuppressWarnings("unchecked")
    private static List<@Nullable Object> list(Map<String, @Nullable Object> object, String name) {
        if (object.get(name) instanceof List<?> list && list.size() < ITEMS) {
            return (List<@Nullable Object>) list;
        }
        List<@Nullable Object> list = new ArrayList<>();
        object.put(name, list);
        return list;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(Map<String, @Nullable Object> within, String name) {
        if (within.get(name) instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        Map<String, @Nullable Object> map = JsonReader.newObject();
        within.put(name, map);
        return map;
    }
}
