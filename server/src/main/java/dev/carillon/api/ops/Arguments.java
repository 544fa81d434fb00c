package dev.carillon.api.ops;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes the parameters of an operation out of a request: nested or flat, by any of their names.
final class Arguments {
    private final Map<String, @Nullable Object> tree;
    private final Spec spec;
    private final Map<String, Object> found = new HashMap<>();
    private final Set<String> badPaths = new HashSet<>();
    private Outcome.@Nullable Refusal bad;

    sealed interface Read {
        record Good(Values values) implements Read {}

        record Refused(Outcome.Refusal refusal) implements Read {}
    }

    private Arguments(Map<String, @Nullable Object> tree, Spec spec) {
        this.tree = tree;
        this.spec = spec;
    }

    /// What is missing is said before what is bad.
    ///
    /// @param tree finds names in any case; values are String, Boolean, Number, List, such a Map, or null
    static Read read(Map<String, @Nullable Object> tree, Spec spec) {
        var arguments = new Arguments(tree, spec);
        arguments.checkRoots();
        spec.params().forEach(arguments::find);
        var values = new Values(arguments.found);
        for (Choice choice : spec.choices()) {
            if (!choice.satisfied(values) && !arguments.badAmong(choice)) {
                return new Read.Refused(choice.missing());
            }
        }
        return arguments.bad == null ? new Read.Good(values) : new Read.Refused(arguments.bad);
    }

    /// A value that is there but bad is not missing.
    private boolean badAmong(Choice choice) {
        return choice.params().stream().anyMatch(param -> badPaths.contains(param.path()));
    }

    /// `user` and the like must be objects where the operation looks into them.
    private void checkRoots() {
        Set<String> roots = new HashSet<>();
        Set<String> flat = new HashSet<>();
        for (Param<?> param : spec.params()) {
            int dot = param.path().indexOf('.');
            roots.add(dot < 0 ? "" : param.path().substring(0, dot));
            flat.addAll(param.flatNames());
        }
        for (String root : roots) {
            Object value = tree.get(root);
            if (value != null && !(value instanceof Map) && !flat.contains(root)) {
                refuse(root, "must be an object");
            }
        }
    }

    private <T> void find(Param<T> param) {
        if (take(param, at(param.path()))) {
            return;
        }
        for (String other : param.also()) {
            Object value = at(other);
            boolean somethingElse = value instanceof Map;
            if (!somethingElse && take(param, value)) {
                return;
            }
        }
        if (param.proof() && places(param).anyMatch(this::isThere)) {
            take(param, "");
        }
    }

    private static Stream<String> places(Param<?> param) {
        return Stream.concat(Stream.of(param.path()), param.also().stream());
    }

    /// Whether the name stands in the request, with whatever value.
    private boolean isThere(String path) {
        int dot = path.lastIndexOf('.');
        Object object = dot < 0 ? tree : at(path.substring(0, dot));
        return object instanceof Map<?, ?> map && map.containsKey(path.substring(dot + 1));
    }

    /// True when the value says something.
    private <T> boolean take(Param<T> param, @Nullable Object value) {
        if (value == null) {
            return false;
        }
        return switch (param.kind().parse(value)) {
            case Kind.Parsed.Good<T>(T good) -> {
                if (good != null) {
                    found.put(param.path(), good);
                }
                yield good != null;
            }
            case Kind.Parsed.Bad<T>(String cause) -> {
                refuse(param.path(), cause);
                yield true;
            }
        };
    }

    private void refuse(String path, String cause) {
        badPaths.add(path);
        if (bad == null) {
            bad = Outcome.Refusal.of(ApiError.BADPARA, path + ": " + cause, path);
        }
    }

    private @Nullable Object at(String path) {
        Object value = tree;
        int from = 0;
        while (from <= path.length() && value instanceof Map<?, ?> object) {
            int dot = path.indexOf('.', from);
            int to = dot < 0 ? path.length() : dot;
            value = object.get(path.substring(from, to));
            if (dot >= 0 && from > 0 && value != null && !(value instanceof Map)) {
                refuseScalar(path.substring(0, to));
            }
            from = to + 1;
        }
        return from > path.length() ? value : null;
    }

    /// Something stands where an object should: loud, unless a parameter is declared there.
    private void refuseScalar(String path) {
        boolean declared = spec.params().stream()
                .anyMatch(param -> param.path().equals(path) || param.also().contains(path));
        if (!declared) {
            refuse(path, "must be an object");
        }
    }
}
