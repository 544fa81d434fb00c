package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.carillon.protocol.FrameCodec.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Frames as hostile clients send them. In the suite the kept inputs run; CONTRIBUTING.md tells how to look for more.
class FrameCodecFuzzTest {
    private static final String SECRET = "5ecret5ecret5ecret";
    private static final int LONGEST = 1_000;

    private final FrameCodec codec = new FrameCodec();

    /// Both ways of reading a frame read the same, and what was read is read again when it is written down.
    @FuzzTest(maxDuration = "2m")
    void noBytesMakeItThrow(byte[] bytes) {
        Decoded decoded = codec.decode(bytes);
        assertThat(shown(decoded)).isEqualTo(shown(codec.decodeByMapper(bytes)));
        switch (decoded) {
            case Decoded.Frame(ClientFrame frame) ->
                assertThat(shown(codec.decode(codec.encodeClient(frame)))).isEqualTo(shown(decoded));
            case Decoded.Bad(long _, String message) ->
                assertThat(message).isNotEmpty().hasSizeLessThan(LONGEST);
            case Decoded.NotAFrame(String message) ->
                assertThat(message).isNotEmpty().hasSizeLessThan(LONGEST);
        }
    }

    /// Arrays in frames have no equality of their own.
    private String shown(Decoded decoded) {
        return switch (decoded) {
            case Decoded.Frame(ClientFrame frame) -> new String(codec.encodeClient(frame), StandardCharsets.UTF_8);
            case Decoded.Bad bad -> bad.toString();
            case Decoded.NotAFrame not -> not.toString();
        };
    }

    /// The token of a login that cannot be read is not repeated in the refusal.
    @FuzzTest(maxDuration = "2m")
    void aRefusalKeepsTheTokenToItself(byte[] rest) {
        byte[] head = ("{\"t\":\"hello\",\"token\":\"" + SECRET + "\",").getBytes(StandardCharsets.UTF_8);
        byte[] frame = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, frame, head.length, rest.length);
        switch (codec.decode(frame)) {
            case Decoded.Frame _ -> {}
            case Decoded.Bad(long _, String message) -> assertThat(message).doesNotContain(SECRET);
            case Decoded.NotAFrame(String message) -> assertThat(message).doesNotContain(SECRET);
        }
    }
}
