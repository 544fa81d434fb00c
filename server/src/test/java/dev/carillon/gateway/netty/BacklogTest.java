package dev.carillon.gateway.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

/// What waits for slow readers is bounded for all together, and costs only those who are behind.
class BacklogTest {
    private static final byte[] FRAME = new byte[10_000];

    private final Backlog backlog = new Backlog(100_000);
    private final Outbound slow = new Outbound(backlog);
    private final Outbound other = new Outbound(backlog);

    @Test
    void refusesThoseWhoAreBehindOnceAllTogetherAre() {
        fill(slow);
        assertThat(slow.waiting()).isBetween(160_000, 180_000);
        fill(other);
        assertThat(other.waiting()).isBetween(Backlog.OWN_BYTES, Backlog.OWN_BYTES + 10_100);
    }

    @Test
    void countsWhatIsTakenAndDropped() {
        fill(slow);
        slow.take(UnpooledByteBufAllocator.DEFAULT, 1_000_000).release();
        assertThat(backlog.bytes()).isZero();
        fill(slow);
        slow.close(true);
        assertThat(backlog.bytes()).isZero();
        fill(other);
        assertThat(other.waiting()).isBetween(160_000, 180_000);
    }

    private static void fill(Outbound outbound) {
        for (int i = 0; i < 1_000 && outbound.add(FRAME, 0) != Outbound.Offer.FULL; i++) {
            assertThat(outbound.waiting()).isPositive();
        }
    }
}
