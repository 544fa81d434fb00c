package dev.carillon.api.ops;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What values a parameter can have, and in which spellings: clients send numbers as text, switches as 0 and 1,
/// lists with commas. See [Kinds].
///
/// @param label for documentation
/// @param schema JSON schema of the canonical spelling
/// @param reader makes the value of what JSON or a form brought: String, Boolean, Number, Map or List
public record Kind<T>(String label, Map<String, Object> schema, Function<Object, Parsed<T>> reader) {

    /// What became of a value.
    public sealed interface Parsed<T> {
        /// @param value null: as good as absent
        record Good<T>(@Nullable T value) implements Parsed<T> {}

        /// @param cause begins with "must"
        record Bad<T>(String cause) implements Parsed<T> {}
    }

    Parsed<T> parse(Object value) {
        return reader.apply(value);
    }
}
