package dev.carillon.api.ops;

import java.util.ArrayList;
import java.util.List;

/// A parameter of an operation.
///
/// @param path its place in a nested request, such as `user.address`; the name by which errors call it
/// @param also other places where it may stand, in the order in which they are tried; those without a dot are the
///     names in a query or form
/// @param required whether the operation cannot do without
/// @param fallback for documentation: what holds when it is absent; empty when there is nothing to say
/// @param proof when its name is there, its value counts, also an empty one: no check is left out for want of a value
/// @param prose for documentation, in Markdown
public record Param<T>(
        String path, List<String> also, Kind<T> kind, boolean required, String fallback, boolean proof, String prose) {

    static <T> Param<T> of(String path, Kind<T> kind, String prose, String... also) {
        return new Param<>(path, List.of(also), kind, false, "", false, prose);
    }

    Param<T> orElse(String fallback) {
        return new Param<>(path, also, kind, required, fallback, proof, prose);
    }

    Param<T> isRequired() {
        return new Param<>(path, also, kind, true, fallback, proof, prose);
    }

    Param<T> isProof() {
        return new Param<>(path, also, kind, required, fallback, true, prose);
    }

    /// The names in a query or form, for documentation.
    public List<String> flatNames() {
        var names = new ArrayList<>(also);
        if (!path.contains(".")) {
            names.addFirst(path);
        }
        names.removeIf(name -> name.contains("."));
        return List.copyOf(names);
    }
}
