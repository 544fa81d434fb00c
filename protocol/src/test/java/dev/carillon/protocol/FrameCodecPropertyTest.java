package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class FrameCodecPropertyTest {
    private final FrameCodec codec = new FrameCodec();

    @Property(tries = 2_000)
    void noBytesMakeItThrow(@ForAll @Size(max = 200) byte[] bytes) {
        assertThat(codec.decode(bytes)).isNotNull();
    }

    /// Cut and changed at any place, a good frame is still only a frame, a bad frame or no frame.
    @Property(tries = 2_000)
    void noDamageMakesItThrow(@ForAll int at, @ForAll byte with) {
        byte[] good =
                "{\"t\":\"send\",\"id\":1,\"mid\":5,\"gid\":1201,\"content\":{\"text\":\"h\u00e9\",\"fields\":{\"a\":[1,{}]}},\"age\":{\"read\":5}}"
                        .getBytes(StandardCharsets.UTF_8);
        good[Math.floorMod(at, good.length)] = with;
        assertThat(codec.decode(good)).isNotNull();
    }
}
