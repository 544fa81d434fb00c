package dev.carillon.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Header lines of a request or response, in their order. Names are compared without regard to case. Immutable.
public record HttpHeaders(List<Header> lines) {
    public static final HttpHeaders NONE = new HttpHeaders(List.of());

    public record Header(String name, String value) {}

    public HttpHeaders {
        lines = List.copyOf(lines);
    }

    public static HttpHeaders of(String name, String value) {
        return new HttpHeaders(List.of(new Header(name, value)));
    }

    /// The first value of that name, or null.
    public @Nullable String get(String name) {
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                return line.value();
            }
        }
        return null;
    }

    /// The first value of that name, or the one given.
    public String get(String name, String otherwise) {
        String value = get(name);
        return value == null ? otherwise : value;
    }

    /// All values of that name as one list, or null when there is none.
    public @Nullable String all(String name) {
        String all = null;
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                all = all == null ? line.value() : all + ", " + line.value();
            }
        }
        return all;
    }

    /// These and one more line.
    public HttpHeaders with(String name, String value) {
        var more = new ArrayList<>(lines);
        more.add(new Header(name, value));
        return new HttpHeaders(more);
    }
}
