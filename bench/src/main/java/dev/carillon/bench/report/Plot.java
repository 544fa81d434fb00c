package dev.carillon.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lines over steps of size, drawn as SVG. The steps are equally far apart and the y axis begins at 0, so a flat
/// line is a cost that does not grow.
///
/// @param lines values by name, one for each step; at most three lines
public record Plot(String title, String grows, List<String> steps, Map<String, double[]> lines) {
    private static final int WIDTH = 430;
    private static final int HEIGHT = 240;
    private static final int LEFT = 60;
    private static final int RIGHT = 30;
    private static final int TOP = 52;
    private static final int BOTTOM = 44;
    private static final int COLUMNS = 2;
    private static final List<String> COLOURS = List.of("#1f5fbf", "#c2410c", "#4d7c0f");

    /// A page of plots, two beside each other.
    public static String page(List<Plot> plots) {
        int rows = (plots.size() + COLUMNS - 1) / COLUMNS;
        var svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"11\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                COLUMNS * WIDTH, rows * HEIGHT));
        for (int i = 0; i < plots.size(); i++) {
            svg.append(format("<g transform=\"translate(%d,%d)\">%n", i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT));
            plots.get(i).draw(svg);
            svg.append(format("</g>%n"));
        }
        return svg.append(format("</svg>%n")).toString();
    }

    private void draw(StringBuilder svg) {
        double top = scale();
        text(svg, LEFT, 18, "start", "#111", "bold", title);
        for (int i = 0; i <= 4; i++) {
            double y = y(top * i / 4, top);
            svg.append(format(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                    LEFT, y, WIDTH - RIGHT, y));
            text(svg, LEFT - 6, y + 4, "end", "#555", "normal", Table.number(top * i / 4));
        }
        for (int i = 0; i < steps.size(); i++) {
            text(svg, x(i), HEIGHT - BOTTOM + 16, "middle", "#555", "normal", steps.get(i));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", "#555", "normal", grows);
        int number = 0;
        for (var line : lines.entrySet()) {
            line(svg, line.getValue(), top, COLOURS.get(number));
            text(svg, LEFT + 110 * number, 36, "start", COLOURS.get(number), "normal", "● " + line.getKey());
            number++;
        }
    }

    private void line(StringBuilder svg, double[] values, double top, String colour) {
        var path = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            path.append(format("%.1f,%.1f ", x(i), y(values[i], top)));
            svg.append(
                    format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x(i), y(values[i], top), colour));
            text(svg, x(i), y(values[i], top) - 6, "middle", colour, "normal", Table.number(values[i]));
        }
        svg.append(format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n",
                path.toString().strip(), colour));
    }

    /// Where the y axis ends: a round number above all values.
    private double scale() {
        double most =
                lines.values().stream().flatMapToDouble(Arrays::stream).max().orElse(1);
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-3))));
        for (double step : new double[] {1, 2, 4, 6, 8}) {
            if (step * power >= most * 1.05) {
                return step * power;
            }
        }
        return 12 * power;
    }

    private double x(int step) {
        double room = (double) (WIDTH - LEFT - RIGHT) / steps.size();
        return LEFT + room * (step + 0.5);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    private static void text(
            StringBuilder svg, double x, double y, String anchor, String colour, String weight, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" font-weight=\"%s\">%s</text>%n",
                x, y, anchor, colour, weight, safe));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
