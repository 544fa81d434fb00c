package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void aFrameIsMaskedTextOfItsLength() {
        for (int length : new int[] {0, 125, 126, 65_535, 65_536}) {
            ByteBuffer frame = ByteBuffer.wrap(Text.frame("x".repeat(length)));
            assertThat(frame.get()).as("last frame of a text").isEqualTo((byte) 0x81);
            int small = frame.get() & 0xFF;
            assertThat(small & 0x80).as("masked").isEqualTo(0x80);
            long told = (small & 0x7F) < 126
                    ? small & 0x7F
                    : (small & 0x7F) == 126 ? frame.getShort() & 0xFFFF : frame.getLong();
            assertThat(told).isEqualTo(length);
            assertThat(frame.getInt()).as("mask").isZero();
            assertThat(frame.remaining()).isEqualTo(length);
        }
    }

    @Test
    void theNumberStandsWhereverItWasMarked() {
        var text = new Text("{\"id\":1" + Text.NUMBER + ",\"mid\":7" + Text.NUMBER + "}");
        assertThat(json(text.with(42))).isEqualTo("{\"id\":10000000042,\"mid\":70000000042}");
        assertThat(json(text.with(9_999_999_999L))).isEqualTo("{\"id\":19999999999,\"mid\":79999999999}");
    }

    @Test
    void aMessageIdSaysWhoSentItAndWhichItIs() {
        var shape = Shape.pairs(true, false, 10);
        byte[] frame = shape.frame(12_345).with(678);
        byte[] name = "\"mid\":".getBytes(StandardCharsets.US_ASCII);
        long mid = Scan.number(frame, Scan.find(frame, 0, frame.length, name) + name.length, frame.length);
        assertThat(Mid.is(mid)).isTrue();
        assertThat(Mid.sender(mid)).isEqualTo(12_345);
        assertThat(Mid.number(mid)).isEqualTo(678);
        assertThat(Mid.is(551)).isFalse();
    }

    @Test
    void onlyTheFirstOfAGroupSends() {
        var shape = Shape.groups(true, 10, List.of(1_001L, 1_002L), 3);
        assertThat(List.of(0, 1, 2, 3, 4, 5, 6))
                .filteredOn(user -> shape.sends(user, 7))
                .containsExactly(0, 3);
        assertThat(json(shape.frame(3).with(0))).contains("\"gid\":1002");
    }

    @Test
    void ofAnOddNumberOfUsersTheLastOneHasNobodyToWriteTo() {
        var shape = Shape.pairs(false, false, 10);
        assertThat(List.of(0, 1, 2)).filteredOn(user -> shape.sends(user, 3)).containsExactly(0, 1);
    }

    private static String json(byte[] frame) {
        String text = new String(frame, StandardCharsets.US_ASCII);
        return text.substring(text.indexOf('{'));
    }
}
