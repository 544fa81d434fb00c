package dev.carillon.api.ops;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes the parameters of an operation out of a request: nested or flat, by any of their names.
final class Arguments {
    private static final String TWICE = "; in the form it stands more than once, with different values";

    private final Map<String, @Nullable Object> tree;
    private final Spec spec;
    private final Map<String, Object> found = new HashMap<>();
    private final Map<String, String> badPaths = new HashMap<>();
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
                return new Read.Refused(arguments.missing(choice));
            }
        }
        return arguments.bad == null ? new Read.Good(values) : new Read.Refused(arguments.bad);
    }

    /// Where something else stands in the place of the object that holds what is missing, that is said too.
    private Outcome.Refusal missing(Choice choice) {
        Outcome.Refusal missing = choice.missing();
        for (Param<?> param : choice.params()) {
            String path = param.path();
            for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
                String cause = badPaths.get(path.substring(0, dot));
                if (cause != null) {
                    return missing.because(path.substring(0, dot) + ": " + cause);
                }
            }
        }
        return missing;
    }

    /// A value that is there but bad is not missing.
    private boolean badAmong(Choice choice) {
        return choice.params().stream().anyMatch(param -> badPaths.containsKey(param.path()));
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
                refuse(root, noObject(root, value));
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
                refuse(param.path(), cause(param, value, cause));
                yield true;
            }
        };
    }

    private String cause(Param<?> param, Object value, String cause) {
        if (param.kind().equals(Kinds.OBJECT) && !(value instanceof Map)) {
            return noObject(param.path(), value);
        }
        return value instanceof Repeated ? cause + TWICE : cause;
    }

    private void refuse(String path, String cause) {
        badPaths.putIfAbsent(path, cause);
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
                refuseScalar(path.substring(0, to), value);
            }
            from = to + 1;
        }
        return from > path.length() ? value : null;
    }

    /// Something stands where an object should: loud, unless a parameter is declared there.
    private void refuseScalar(String path, Object value) {
        boolean declared = spec.params().stream()
                .anyMatch(param -> param.path().equals(path) || param.also().contains(path));
        if (!declared) {
            refuse(path, noObject(path, value));
        }
    }

    private String noObject(String path, Object value) {
        Set<String> members = new LinkedHashSet<>();
        spec.params().stream()
                .flatMap(Arguments::places)
                .filter(place -> place.startsWith(path + "."))
                .map(place ->
                        place.substring(path.length() + 1).split("\\.", 2)[0].toLowerCase(Locale.ROOT))
                .forEach(members::add);
        return NoObject.cause(path, value, members);
    }
}
