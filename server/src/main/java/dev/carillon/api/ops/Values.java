package dev.carillon.api.ops;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of one request, checked. What is absent, null or left at its default is null here.
public final class Values {
    private final Map<String, Object> byPath;

    Values(Map<String, Object> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    /// Null: absent. Only [Arguments] puts values in, each as its parameter's kind made it.
    @SuppressWarnings("unchecked")
    <T> @Nullable T get(Param<T> param) {
        return (T) byPath.get(param.path());
    }

    <T> T get(Param<T> param, T otherwise) {
        T value = get(param);
        return value == null ? otherwise : value;
    }

    /// A required parameter.
    <T> T need(Param<T> param) {
        T value = get(param);
        if (value == null) {
            throw new IllegalStateException(param.path() + " was not declared as required");
        }
        return value;
    }

    boolean has(Param<?> param) {
        return byPath.containsKey(param.path());
    }
}
