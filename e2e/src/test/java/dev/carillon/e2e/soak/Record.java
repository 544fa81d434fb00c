package dev.carillon.e2e.soak;

import dev.carillon.e2e.harness.Vitals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// The samples of a soak, and the verdict on them: medians of the second and of the last quarter are compared, for in
/// the first one caches fill and code is compiled.
final class Record {
    private static final double MIB = 1 << 20;

    private final List<Sample> samples = new ArrayList<>();

    private record Sample(double seconds, Vitals vitals) {}

    /// What is compared.
    ///
    /// @param share by which the last quarter may be above the second
    /// @param more what it may be above that
    private record Measure(String name, double unit, ToLongFunction<Vitals> value, double share, double more) {
        double of(Sample sample) {
            return value.applyAsLong(sample.vitals()) / unit;
        }
    }

    private static final List<Measure> MEASURES = List.of(
            new Measure("heap MiB", MIB, Vitals::heap, 0.10, 4),
            new Measure("RSS MiB", MIB, Vitals::rss, 0.10, 16),
            new Measure("threads", 1, Vitals::threads, 0, 4),
            new Measure("sockets", 1, Vitals::sockets, 0.05, 10));
    private static final List<Measure> SHOWN =
            List.of(new Measure("files", 1, Vitals::files, 0, 0), new Measure("disk MiB", MIB, Vitals::disk, 0, 0));

    void add(double seconds, Vitals vitals) {
        samples.add(new Sample(seconds, vitals));
    }

    private double median(Measure measure, int quarter) {
        int size = samples.size();
        double[] values = samples.subList(size * (quarter - 1) / 4, size * quarter / 4).stream()
                .mapToDouble(measure::of)
                .sorted()
                .toArray();
        return values[values.length / 2];
    }

    private static double most(Measure measure, double before) {
        return before * (1 + measure.share()) + measure.more();
    }

    /// What is more in the last quarter than it may be.
    List<String> grown() {
        return MEASURES.stream()
                .filter(measure -> median(measure, 4) > most(measure, median(measure, 2)))
                .map(measure -> measure.name() + ": " + median(measure, 2) + " → " + median(measure, 4))
                .toList();
    }

    /// The table, on the screen and as `target/soak.csv`, and the verdict.
    void print() {
        List<Measure> all = new ArrayList<>(MEASURES);
        all.addAll(SHOWN);
        var csv = new StringBuilder("seconds");
        all.forEach(measure -> csv.append(',').append(measure.name()));
        for (Sample sample : samples) {
            csv.append(String.format(Locale.ROOT, "%n%.0f", sample.seconds()));
            all.forEach(measure -> csv.append(String.format(Locale.ROOT, ",%.1f", measure.of(sample))));
        }
        System.out.println(csv);
        System.out.println();
        for (Measure measure : MEASURES) {
            double before = median(measure, 2);
            double after = median(measure, 4);
            System.out.printf(
                    Locale.ROOT,
                    "%-9s second quarter %.1f, last quarter %.1f, at most %.1f: %s%n",
                    measure.name(),
                    before,
                    after,
                    most(measure, before),
                    after > most(measure, before) ? "GROWN" : "flat");
        }
        try {
            Files.createDirectories(Path.of("target"));
            Files.writeString(Path.of("target", "soak.csv"), csv + System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
