package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.report.Json;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchTest {
    @Test
    void theSmallestFormMeasuresEveryRowAndLosesNothing(@TempDir Path folder) throws Exception {
        Bench bench = Bench.run(Effort.SMALLEST);
        assertThat(bench.failures()).isEmpty();
        assertThat(bench.rows()).extracting(Row::work).containsExactly(Work.values());
        assertThat(bench.sound()).isTrue();

        Path file = folder.resolve("bench.json");
        Json.write(file, bench.json());
        JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
        assertThat(json.at("/machine/cores").asInt()).isPositive();
        assertThat(json.get("rows")).hasSize(Work.values().length).allSatisfy(row -> {
            assertThat(row.get("missing").asInt()).as(row.get("id").asString()).isZero();
            assertThat(row.get("runs"))
                    .as(row.get("id").asString())
                    .isNotEmpty()
                    .allSatisfy(run -> assertThat(
                                    run.get(row.get("figure").asString()).isNumber())
                            .isTrue());
        });
    }
}
