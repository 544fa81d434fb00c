package dev.carillon.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How figures change as one thing grows.
///
/// @param grows what grows
public record Series(String grows, List<Point> points) {
    /// @param size how much of it there is
    public record Point(long size, Figures figures) {}

    /// One line for each size.
    public void print() {
        List<String> names = List.copyOf(points.getFirst().figures().all().keySet());
        System.out.printf("%n%14s", grows);
        names.forEach(name -> System.out.printf("  %s", name.replace('_', ' ')));
        System.out.println();
        for (Point point : points) {
            System.out.printf(Locale.ROOT, "%,14d", point.size());
            for (String name : names) {
                Object value = point.figures().all().get(name);
                String text = value instanceof Number number ? Table.number(number.doubleValue()) : "" + value;
                System.out.printf("  %" + name.length() + "s", text);
            }
            System.out.println();
        }
    }

    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("grows", grows);
        json.put(
                "points",
                points.stream()
                        .map(point -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("size", point.size());
                            one.putAll(point.figures().all());
                            return one;
                        })
                        .toList());
        return json;
    }

    /// A plot of some of the figures.
    ///
    /// @param figures by the names that the plot gives them; at most three
    public Plot plot(String title, Map<String, String> figures) {
        Map<String, double[]> lines = new LinkedHashMap<>();
        figures.forEach((name, figure) -> lines.put(
                name,
                points.stream()
                        .mapToDouble(point -> point.figures().number(figure))
                        .toArray()));
        List<String> sizes = points.stream()
                .map(point -> String.format(Locale.ROOT, "%,d", point.size()))
                .toList();
        return new Plot(title, grows, sizes, lines);
    }
}
