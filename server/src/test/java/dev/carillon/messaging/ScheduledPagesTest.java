package dev.carillon.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.Content;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.ServerFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages that wait to be sent are listed in pages that fit into a frame, and their bytes are bounded.
class ScheduledPagesTest {
    @TempDir
    Path folder;

    private House house;
    private Sender ana;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        ana = house.user("ana");
        house.user("bob");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @Test
    @Tag("G3")
    void pagesOfLargeMessagesStayWithinAFrame() {
        for (int mid = 1; mid <= 30; mid++) {
            assertThat(schedule(mid, 40_000)).isInstanceOf(SendResult.Scheduled.class);
        }
        List<Long> found = new ArrayList<>();
        Long after = null;
        ServerFrame.Scheduled page;
        do {
            page = page(after, null);
            assertThat(new FrameCodec().encode(page)).hasSizeLessThan(Limits.FRAME_BYTES);
            page.messages().forEach(m -> found.add(m.mid()));
            after = page.next();
        } while (page.more());
        assertThat(found).hasSize(30).isSorted().doesNotHaveDuplicates();
        assertThat(page.next()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 200})
    @Tag("G3")
    void eachIsOnOnePageInTheSequenceInWhichTheyWereScheduled(int limit) {
        List<Long> mids = List.of(9L, 3L, 8L, 1L, 7L, 2L, 6L, 4L, 5L, 10L);
        mids.forEach(mid -> schedule(mid, 10));
        List<Long> found = new ArrayList<>();
        ServerFrame.Scheduled page = page(null, limit);
        page.messages().forEach(m -> found.add(m.mid()));
        while (page.more()) {
            assertThat(page.messages()).hasSize(limit);
            page = page(page.next(), limit);
            page.messages().forEach(m -> found.add(m.mid()));
        }
        assertThat(found).containsExactlyElementsOf(mids);
    }

    @Test
    @Tag("G3")
    void theBytesThatWaitAreBounded() {
        int accepted = 0;
        SendResult last = schedule(1, 60_000);
        while (last instanceof SendResult.Scheduled) {
            accepted++;
            last = schedule(accepted + 1, 60_000);
        }
        assertThat(accepted).isBetween(270, 280);
        assertThat(last).isInstanceOfSatisfying(SendResult.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.OVERCAPACITY);
            assertThat(refused.reason()).contains("16 MiB");
        });
        house.messaging.cancel(ana, new ClientFrame.Cancel(1, 1));
        assertThat(schedule(1_000, 60_000)).isInstanceOf(SendResult.Scheduled.class);
    }

    @Test
    @Tag("G3")
    void aLimitOutOfBoundsIsRefusedByName() {
        assertThat(house.messaging.scheduled(ana, new ClientFrame.Scheduled(1, null, 0)))
                .isInstanceOfSatisfying(
                        ServerFrame.Error.class, e -> assertThat(e.message()).startsWith("limit"));
    }

    private SendResult schedule(long mid, int bytes) {
        return house.messaging.send(
                ana,
                new Draft(
                        mid,
                        "bob",
                        0,
                        Content.text("x".repeat(bytes)),
                        0,
                        MessageFlags.DEFAULT,
                        Limits.DEFAULT_EXPIRY,
                        3_600,
                        0,
                        0,
                        false,
                        null));
    }

    private ServerFrame.Scheduled page(@Nullable Long after, @Nullable Integer limit) {
        return (ServerFrame.Scheduled) house.messaging.scheduled(ana, new ClientFrame.Scheduled(1, after, limit));
    }
}
