package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.e2e.harness.FileFlow;
import dev.carillon.e2e.harness.ServerProcess;
import dev.carillon.e2e.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The server is killed by SIGKILL again and again while files are uploaded, finished, sent and deleted with their
/// messages. No file is lost that a message points at, no bytes stay that nothing knows of, and the quota is what the
/// files come to.
///
/// `-Dfilekill.rounds=50` is the long form; `-Dfilekill.seed=N` repeats when a run kills (counted in files).
class FileKillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FLOWS = 4;
    /// Files within which the server is killed, counted from its start.
    private static final int WITHIN = 40;
    private static final long QUOTA = 1 << 30;

    private final long seed = Long.getLong("filekill.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("filekill.rounds", 2);

    @Test
    void nothingIsLostOrLeftAndTheQuotaIsRight() throws Exception {
        System.out.println("filekill.seed=" + seed + " filekill.rounds=" + rounds);
        var random = new Random(seed);
        var settings = Map.of(
                "CARILLON_FILES_QUOTA",
                Long.toString(QUOTA >> 20),
                "CARILLON_FILES_MAX_SIZE",
                Long.toString(QUOTA >> 20),
                "CARILLON_FILES_UNFINISHED",
                "1000");
        try (var server = ServerProcess.fresh(settings);
                var stage = new Stage(server)) {
            // tokens first: the servers to come know them
            var sender = stage.token("ana", "first");
            String recipient = stage.user("bob");
            List<FileFlow> flows = IntStream.range(0, FLOWS)
                    .mapToObj(i -> new FileFlow(server.address(), sender, recipient, random.nextLong()))
                    .toList();
            flows.forEach(FileFlow::start);
            for (int round = 0; round < rounds; round++) {
                long before = files(flows);
                long within = before + 1 + random.nextInt(WITHIN);
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> files(flows) >= within);
                server.kill();
                server.start();
            }
            flows.forEach(flow -> flow.finish(PATIENCE));
            System.out.println(files(flows) + " files over " + rounds + " kills");

            for (FileFlow flow : flows) {
                assertThat(flow.problems()).as("seed %d", seed).isEmpty();
                flow.assertKept();
            }
            flows.forEach(FileFlow::lookAgain);
            await().atMost(PATIENCE).untilAsserted(() -> flows.forEach(FileFlow::assertGone));
            long kept = flows.stream().mapToLong(FileFlow::kept).sum();
            assertThat((long) server.metric("carillon_files_stored")).isEqualTo(kept);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(count(server, "whole"))
                            .as("files with and without a row, seed %d", seed)
                            .isEqualTo(kept));
            assertQuota(server, flows);
        }
    }

    private static long files(List<FileFlow> flows) {
        return flows.stream().mapToLong(FileFlow::files).sum();
    }

    private static long count(ServerProcess server, String place) throws IOException {
        try (Stream<Path> all = Files.walk(server.folder().resolve("files").resolve(place))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    /// What is on the disk belongs to the one who sends. Of an upload whose announcement was not answered, nobody knows
    /// whether it was noted.
    private static void assertQuota(ServerProcess server, List<FileFlow> flows) throws IOException {
        long used = (count(server, "whole") + count(server, "parts")) * FileFlow.SIZE;
        long unknown = flows.stream().mapToLong(FileFlow::unanswered).sum() * FileFlow.SIZE;
        FileFlow one = flows.getFirst();
        assertThat(one.mayAnnounce(QUOTA - used + 1)).as("one byte too much").isFalse();
        assertThat(one.mayAnnounce(QUOTA - used - unknown))
                .as("all that is left")
                .isTrue();
    }
}
