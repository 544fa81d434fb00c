package dev.carillon.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.groups.GroupFlags.Levels;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GroupFlagsTest {

    @Test
    void levelsAreTheDocumentedBits() {
        assertThat(GroupFlags.withLevels(0, new Levels(1, 1, 1, 1, 1))).isEqualTo(0x11111);
        assertThat(GroupFlags.withLevels(0, new Levels(2, 2, 2, 2, 2))).isEqualTo(0x22222);
        assertThat(GroupFlags.withLevels(0xFFFFF, new Levels(0, 0, 0, 0, 0))).isEqualTo(0xCCCCC);
    }

    @Property
    void levelsAreReadBackAndOtherBitsStay(
            @ForAll int flags,
            @ForAll @IntRange(max = 2) int send,
            @ForAll @IntRange(max = 2) int receive,
            @ForAll @IntRange(max = 2) int list) {
        var levels = new Levels(send, receive, 0, 1, list);

        int changed = GroupFlags.withLevels(flags, levels);

        assertThat(GroupFlags.levels(changed)).isEqualTo(levels);
        assertThat(changed & ~0x33333).isEqualTo(flags & ~0x33333);
    }

    @Property
    void whatIsNotSaidStays(@ForAll int flags) {
        assertThat(GroupFlags.withLevels(flags, new Levels(null, null, null, null, null)))
                .isEqualTo(flags);
    }

    @Test
    void otherLevelsAreRefused() {
        for (int level : new int[] {-1, 3, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> GroupFlags.withLevels(0, new Levels(level, null, null, null, null)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + level);
        }
    }
}
