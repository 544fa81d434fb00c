package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames as clients send them take the fast path; what is rare leaves it.
class FastPathTest {

    /// As the client library for JavaScript and the examples of the guide send them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":\"send\",\"id\":2,\"mid\":7021330194573,\"to\":\"bob\",\"content\":{\"text\":\"Hello\"}}",
                "{\"to\":\"bob\",\"content\":{\"text\":\"h\u00e9llo \ud83d\ude00\"},\"t\":\"send\",\"mid\":551,\"id\":2}",
                "{\"gid\":1201,\"content\":{\"text\":\"Hi\"},\"flags\":4,\"replyTo\":551,\"t\":\"send\",\"mid\":9,\"id\":3}",
                "{\"t\":\"send\",\"id\":2,\"mid\":3,\"to\":\"bob\",\"content\":{\"data\":\"AQID\"},\"type\":7,\"expiry\":0}",
                "{\"t\":\"send\",\"id\":2,\"mid\":3,\"to\":\"bob\",\"content\":{\"url\":\"https://a.example/b.jpg\","
                        + "\"fileType\":1,\"fileName\":\"b.jpg\",\"fileSize\":12345,\"mimeType\":\"image/jpeg\","
                        + "\"thumbnail\":\"AQI=\"}}",
                "{\"t\":\"ack\",\"seq\":121}",
                "{\"t\":\"ping\"}",
                "{ \"t\" : \"ping\", \"id\" : 5 }\n",
                "{\"t\":\"read\",\"id\":3,\"peer\":\"bob\",\"orders\":[9002]}",
                "{\"t\":\"read\",\"gid\":1201,\"upTo\":9003}",
                "{\"t\":\"presence\",\"to\":\"bob\",\"presence\":3}",
                "{\"t\":\"presence\",\"gid\":1201,\"presence\":300,\"value\":1,\"interval\":5}"
            })
    void ordinaryFramesAreReadFast(String frame) {
        assertThat(read(frame)).isNotNull();
    }

    @Test
    void readsWhatStandsThere() {
        assertThat(read("{\"id\":7,\"mid\":5,\"to\":\"bob\",\"content\":{\"text\":\"hi\"},\"flags\":4,\"t\":\"send\"}"))
                .isEqualTo(new ClientFrame.Send(
                        7, 5, "bob", 0, 0, Content.text("hi"), 0, 4, null, 0, 0, 0, false, null, null));
        assertThat(read("{\"t\":\"read\",\"id\":3,\"peer\":\"bob\",\"orders\":[9002, 9003]}"))
                .isEqualTo(new ClientFrame.Read(3, "bob", 0, List.of(9002L, 9003L), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"t\":\"ping\"",
                "{\"t\":\"ping\"}}",
                "{\"t\":\"ping\",}",
                "{\"t\":\"ping\",\"id\":01}",
                "{\"t\":\"ping\",\"id\":1.0}",
                "{\"t\":\"ping\",\"id\":-1}",
                "{\"t\":\"ping\",\"id\":null}",
                "{\"t\":\"ping\",\"id\":1,\"id\":2}",
                "{\"t\":\"ping\",\"mid\":1}",
                "{\"t\":\"ping\",\"later\":1}",
                "{\"t\":\"time\"}",
                "{\"t\":\"seq\"}",
                "{\"t\":\"send\",\"content\":{\"text\":\"a\\nb\"}}",
                "{\"t\":\"send\",\"content\":{\"text\":\"a\nb\"}}",
                "{\"t\":\"send\",\"content\":{\"text\":\"ab\n\"}}",
                "{\"t\":\"send\",\"content\":{\"fields\":{}}}",
                "{\"t\":\"send\",\"text\":\"not in the content\"}",
                "{\"t\":\"send\",\"type\":2147483648}",
                "{\"t\":\"send\",\"forwarded\":yes}"
            })
    void whatIsRareOrWrongIsLeftToJackson(String frame) {
        assertThat(read(frame)).isNull();
    }

    @Test
    void bytesThatAreNotUtf8AreLeftToJackson() {
        byte[] frame = "{\"t\":\"send\",\"to\":\"b\u00e9b\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(FrameReader.read(frame)).isNull();
    }

    @Test
    void rawJsonIsEqualByValue() {
        RawJson one = FrameCodec.raw("{\"text\":\"hi\"}".getBytes(StandardCharsets.UTF_8));
        RawJson same = FrameCodec.raw("{\"text\":\"hi\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString("{\"text\":\"hi\"}");
        assertThat(one).isNotEqualTo(FrameCodec.raw("{}".getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable ClientFrame read(String frame) {
        return FrameReader.read(frame.getBytes(StandardCharsets.UTF_8));
    }
}
