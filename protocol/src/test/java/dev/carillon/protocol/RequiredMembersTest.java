package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A frame that lacks a member that must be there is refused by a message that names the frame and the member.
class RequiredMembersTest {
    private final FrameCodec codec = new FrameCodec();

    /// A frame that is right, and the name of one of its members.
    record Needed(ObjectNode frame, String member) {}

    static Stream<Needed> needed() {
        return Arrays.stream(ClientFrame.class.getAnnotation(JsonSubTypes.class).value())
                .filter(type -> type.value() != ClientFrame.Hello.class) // its answers are the login's
                .flatMap(type -> Arrays.stream(type.value().getRecordComponents())
                        .filter(member -> member.isAnnotationPresent(Required.class))
                        .map(member -> new Needed(example(type.name()), member.getName())));
    }

    static Stream<Needed> all() {
        return Arrays.stream(ClientFrame.class.getAnnotation(JsonSubTypes.class).value())
                .flatMap(type -> Arrays.stream(type.value().getRecordComponents())
                        .map(RecordComponent::getName)
                        .filter(member -> example(type.name()).has(member) && !member.equals("id"))
                        .map(member -> new Needed(example(type.name()), member)));
    }

    /// The vector with the most members.
    private static ObjectNode example(String name) {
        try {
            return (ObjectNode) GoldenVectors.ofClients().stream()
                    .filter(frame -> frame.get("t").asString().equals(name))
                    .max((a, b) -> Integer.compare(a.size(), b.size()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("needed")
    void absentItIsNamed(Needed needed) {
        needed.frame().remove(needed.member());
        assertNamed(needed);
    }

    @ParameterizedTest
    @MethodSource("needed")
    void nullItIsNamed(Needed needed) {
        needed.frame().putNull(needed.member());
        assertNamed(needed);
    }

    @ParameterizedTest
    @MethodSource("all")
    void ofAWrongTypeItIsNamed(Needed needed) {
        JsonNode right = needed.frame().get(needed.member());
        if (right.isArray() || right.isObject()) {
            needed.frame().put(needed.member(), true);
        } else {
            needed.frame().putArray(needed.member()).addArray();
        }
        assertNamed(needed);
    }

    private void assertNamed(Needed needed) {
        byte[] utf8 = needed.frame().toString().getBytes(StandardCharsets.UTF_8);
        String name = needed.frame().get("t").asString() + "." + needed.member();
        for (var decoded : List.of(codec.decode(utf8), codec.decodeByMapper(utf8))) {
            assertThat(decoded).isInstanceOfSatisfying(FrameCodec.Decoded.Bad.class, bad -> {
                assertThat(bad.message()).startsWith(name + ": ");
                assertThat(bad.id()).isEqualTo(needed.frame().path("id").asLong(0));
            });
        }
    }
}
