package dev.carillon.api.ops;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The different values of a form's field that stands there more than once: a list, where one is understood.
public final class Repeated extends ArrayList<@Nullable Object> {
    private static final long serialVersionUID = 1;

    public Repeated(String first, String second) {
        super(2);
        add(first);
        add(second);
    }
}
