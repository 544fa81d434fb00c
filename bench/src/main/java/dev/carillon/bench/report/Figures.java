package dev.carillon.bench.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Names and figures of one run, in a sequence; numbers rounded to what they are worth.
public final class Figures {
    private static final String NOISY = "noisy";

    private final Map<String, Object> all = new LinkedHashMap<>();

    public Figures put(String name, Object value) {
        all.put(name, value instanceof Double number ? Math.round(number * 1_000) / 1_000.0 : value);
        return this;
    }

    /// Whether other work on the machine disturbed this run.
    public Figures noisy(boolean noisy) {
        return put(NOISY, noisy);
    }

    boolean isNoisy() {
        return Boolean.TRUE.equals(all.get(NOISY));
    }

    /// @throws IllegalArgumentException when there is no such number
    public double number(String name) {
        if (all.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("no figure " + name + " among " + all.keySet());
    }

    boolean has(String name) {
        return all.containsKey(name);
    }

    /// In their sequence. Not a copy.
    public Map<String, Object> all() {
        return all;
    }

    /// One line each.
    public void print() {
        int width = all.keySet().stream().mapToInt(String::length).max().orElse(0);
        all.forEach((name, value) ->
                System.out.printf(Locale.ROOT, "%-" + width + "s  %s%n", name.replace('_', ' '), value));
    }
}
