package dev.carillon.api.ops;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request holds that its operation does not know, so that a misspelt name can be told from one that had no
/// effect. What existing back-ends always send is not told, nor what is empty.
final class Leftovers {
    private static final int MOST = 20;
    private static final int CHARS = 64;

    /// Members that every request may have, and those that public back-ends send along and nobody reads.
    private static final Set<String> EVERYWHERE = Set.of(
            "op", "token", "id", "d", "channel", "sig", "session", "restrictions", "apiurl", "user.token.session");

    private final Set<String> known = new HashSet<>(EVERYWHERE);
    private final Set<String> above = new HashSet<>();

    /// Of requests for an operation.
    Leftovers(Spec spec) {
        for (Param<?> param : spec.params()) {
            know(param.path());
            param.also().forEach(this::know);
        }
    }

    private void know(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        known.add(name);
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            above.add(name.substring(0, dot));
        }
    }

    /// By their paths; a bounded number of them.
    List<String> in(Map<String, @Nullable Object> tree) {
        List<String> found = new ArrayList<>(0);
        look("", tree, found);
        return List.copyOf(found);
    }

    private void look(String prefix, Map<?, ?> object, List<String> found) {
        for (var member : object.entrySet()) {
            String path = prefix + member.getKey();
            String name = path.toLowerCase(Locale.ROOT);
            Object value = member.getValue();
            if (found.size() == MOST || isEmpty(value)) {
                continue;
            }
            if (above.contains(name) && value instanceof Map<?, ?> inner) {
                look(path + ".", inner, found);
            } else if (!known.contains(name)) {
                found.add(path.length() > CHARS ? path.substring(0, CHARS) + "…" : path);
            }
        }
    }

    /// A zero is what some back-ends send for "none".
    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || value.equals("")
                || value.equals("0")
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Number number && number.doubleValue() == 0);
    }
}
