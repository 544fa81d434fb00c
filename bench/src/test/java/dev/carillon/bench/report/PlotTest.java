package dev.carillon.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PlotTest {
    @Test
    void aLineGoesThroughItsValuesFromTheBottomUp() throws Exception {
        var plot = new Plot(
                "CPU < 3 & falling", "connections", List.of("1", "10", "100"), Map.of("a", new double[] {0, 5, 10}));
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Plot.page(List.of(plot)).getBytes(StandardCharsets.UTF_8)));
        String[] points = ((Element) svg.getElementsByTagName("polyline").item(0))
                .getAttribute("points")
                .split(" ");
        assertThat(points).hasSize(3);
        assertThat(y(points[0])).as("smaller is lower").isGreaterThan(y(points[1]));
        assertThat(y(points[0]) - y(points[1])).isEqualTo(y(points[1]) - y(points[2]));
        assertThat(svg.getDocumentElement().getTextContent()).contains("CPU < 3 & falling", "connections", "100");
    }

    private static double y(String point) {
        return Double.parseDouble(point.split(",")[1]);
    }
}
