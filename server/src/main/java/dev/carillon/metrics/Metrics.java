package dev.carillon.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// All that one server measures, by name, and its page in the text format of Prometheus (version 0.0.4). Parts of the
/// server register here once, when they are put together, and then only count. Safe for all threads.
///
/// Labels are given as name, value, name, value; their values come from the program, never from clients, so that the
/// number of series is bounded.
public final class Metrics {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private final Map<String, Family> families = new TreeMap<>();

    /// Writes the lines of one series.
    @FunctionalInterface
    private interface Series {
        void write(StringBuilder page, String name, String labels);
    }

    /// @param series by their labels as the page shows them, in the order of their registration
    private record Family(String type, String help, Map<String, Series> series) {}

    public Counter counter(String name, String help, String... labels) {
        var counter = new Counter();
        count(name, help, counter::value, labels);
        return counter;
    }

    /// Something that only grows and is counted elsewhere.
    public void count(String name, String help, LongSupplier value, String... labels) {
        endsInTotal(name);
        add("counter", name, help, (page, n, l) -> line(page, n, l, Long.toString(value.getAsLong())), labels);
    }

    /// As [#count], for seconds and other fractions.
    public void sum(String name, String help, DoubleSupplier value, String... labels) {
        endsInTotal(name);
        add("counter", name, help, (page, n, l) -> line(page, n, l, shown(value.getAsDouble())), labels);
    }

    /// Something that is read when somebody asks.
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        add("gauge", name, help, (page, n, l) -> line(page, n, l, shown(value.getAsDouble())), labels);
    }

    public Histogram times(String name, String help, String... labels) {
        Histogram histogram = Histogram.ofTimes();
        histogram(name, help, histogram::snapshot, labels);
        return histogram;
    }

    public Histogram sizes(String name, String help, String... labels) {
        Histogram histogram = Histogram.ofSizes();
        histogram(name, help, histogram::snapshot, labels);
        return histogram;
    }

    public void histogram(String name, String help, Supplier<Histogram.Snapshot> values, String... labels) {
        add("histogram", name, help, (page, n, l) -> lines(page, n, l, values.get()), labels);
    }

    private static void endsInTotal(String name) {
        if (!name.endsWith("_total")) {
            throw new IllegalArgumentException("the name of a counter ends in _total: " + name);
        }
    }

    private synchronized void add(String type, String name, String help, Series series, String... labels) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for a metric: " + name);
        }
        Family family = families.computeIfAbsent(name, _ -> new Family(type, help, new LinkedHashMap<>()));
        if (!family.type().equals(type) || !family.help().equals(help)) {
            throw new IllegalArgumentException("a metric has one type and one meaning: " + name);
        }
        if (family.series().putIfAbsent(shown(labels), series) != null) {
            throw new IllegalArgumentException("registered twice: " + name + " " + shown(labels));
        }
    }

    private static String shown(String... labels) {
        if (labels.length % 2 != 0) {
            throw new IllegalArgumentException("a label without a value");
        }
        var text = new StringBuilder();
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
            text.append(labels[i + 1]
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n"))
                    .append('"');
        }
        return text.toString();
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static void line(StringBuilder page, String name, String labels, String value) {
        page.append(name);
        if (!labels.isEmpty()) {
            page.append('{').append(labels).append('}');
        }
        page.append(' ').append(value).append('\n');
    }

    private static void lines(StringBuilder page, String name, String labels, Histogram.Snapshot values) {
        String before = labels.isEmpty() ? "" : labels + ",";
        long count = 0;
        for (int i = 0; i < values.counts().length; i++) {
            count += values.counts()[i];
            String bound = i < values.bounds().length ? shown(values.bounds()[i] / values.unit()) : "+Inf";
            line(page, name + "_bucket", before + "le=\"" + bound + "\"", Long.toString(count));
        }
        line(page, name + "_sum", labels, shown(values.sum() / values.unit()));
        line(page, name + "_count", labels, Long.toString(count));
    }

    /// What everything is at right now.
    public synchronized String page() {
        var page = new StringBuilder(16_384);
        families.forEach((name, family) -> {
            page.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(family.help())
                    .append('\n');
            page.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(family.type())
                    .append('\n');
            family.series().forEach((labels, series) -> series.write(page, name, labels));
        });
        return page.toString();
    }
}
