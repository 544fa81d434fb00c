package dev.carillon.accounts;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Client platforms that a v2 token can be limited to.
public enum Platform {
    ANDROID,
    IOS,
    JAVASCRIPT,
    PYTHON,
    CPP;

    public int bit() {
        return 1 << ordinal();
    }

    /// The platform of that name in any case, or null.
    public static @Nullable Platform named(String name) {
        for (Platform p : values()) {
            if (p.name().equals(name.toUpperCase(Locale.ROOT))) {
                return p;
            }
        }
        return null;
    }
}
