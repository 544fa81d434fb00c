package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The golden vectors are what the codec reads and writes, and nothing of the protocol is missing in them.
class GoldenVectorsTest {
    private final FrameCodec codec = new FrameCodec();
    private final JsonMapper mapper = codec.mapper();

    static Stream<JsonNode> ofClients() throws IOException {
        return GoldenVectors.ofClients().stream();
    }

    static Stream<JsonNode> ofServer() throws IOException {
        return GoldenVectors.ofServer().stream();
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("ofClients")
    void aFrameOfAClientIsReadAsItIsWritten(JsonNode vector) {
        assertThat(without(writtenAgain(codec.decode(bytes(vector))), vector)).isEqualTo(vector);
        assertThat(without(writtenAgain(codec.decodeByMapper(bytes(vector))), vector))
                .isEqualTo(vector);
    }

    private JsonNode writtenAgain(FrameCodec.Decoded decoded) {
        assertThat(decoded).isInstanceOf(FrameCodec.Decoded.Frame.class);
        return mapper.readTree(codec.encodeClient(((FrameCodec.Decoded.Frame) decoded).frame()));
    }

    /// The Java side writes what is absent as null, 0 or false, which means the same.
    private static JsonNode without(JsonNode written, JsonNode vector) {
        if (written instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode value = object.get(name);
                if (vector.has(name)) {
                    without(value, vector.get(name));
                } else {
                    assertThat(value.toString()).as(name).isIn("null", "0", "false");
                    object.remove(name);
                }
            }
        } else if (written.isArray()) {
            for (int i = 0; i < Math.min(written.size(), vector.size()); i++) {
                without(written.get(i), vector.get(i));
            }
        }
        return written;
    }

    @ParameterizedTest
    @MethodSource("ofServer")
    void aFrameOfTheServerIsWrittenAsItIsRead(JsonNode vector) {
        ServerFrame frame = codec.decodeServer(bytes(vector));
        byte[] written = codec.encode(frame);
        assertThat(mapper.readTree(codec.encodeByMapper(frame))).isEqualTo(mapper.readTree(written));
        JsonNode seq = vector.get("seq");
        assertThat(mapper.readTree(seq == null ? written : FrameCodec.withSeq(written, seq.asLong())))
                .isEqualTo(vector);
    }

    @Test
    void everyMemberOfEveryFrameIsThere() throws IOException {
        Map<Class<?>, Set<String>> seen = new HashMap<>();
        for (JsonNode vector : GoldenVectors.ofClients()) {
            collect(type(ClientFrame.class, vector), vector, seen);
        }
        for (JsonNode vector : GoldenVectors.ofServer()) {
            collect(type(ServerFrame.class, vector), vector, seen);
        }
        for (Class<?> frames : List.of(ClientFrame.class, ServerFrame.class)) {
            for (Class<?> type : frames.getPermittedSubclasses()) {
                assertThat(seen.keySet().contains(type) || type.isInterface())
                        .as(type.getSimpleName())
                        .isTrue();
            }
        }
        seen.forEach((type, names) -> {
            var all = new TreeSet<String>();
            Arrays.stream(type.getRecordComponents()).forEach(member -> all.add(member.getName()));
            // a request number is optional in all frames; heartbeats and acks rarely have one
            all.remove("id");
            names.removeAll(Set.of("id", "t"));
            if (ServerFrame.Entry.class.isAssignableFrom(type)) {
                names.remove("seq"); // put in front when the entry is written
            }
            assertThat(names).as(type.getSimpleName()).isEqualTo(all);
        });
    }

    private static Class<?> type(Class<?> frames, JsonNode vector) {
        return Arrays.stream(frames.getAnnotation(JsonSubTypes.class).value())
                .filter(type -> type.name().equals(vector.path("t").asString()))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static void collect(Class<?> type, JsonNode json, Map<Class<?>, Set<String>> seen) {
        Set<String> names = seen.computeIfAbsent(type, _ -> new TreeSet<>());
        names.addAll(json.propertyNames());
        for (RecordComponent member : type.getRecordComponents()) {
            JsonNode value = json.get(member.getName());
            if (value != null) {
                collectValue(member.getGenericType(), value, seen);
            }
        }
    }

    private static void collectValue(Type type, JsonNode value, Map<Class<?>, Set<String>> seen) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            value.forEach(element -> collectValue(list.getActualTypeArguments()[0], element, seen));
        } else if (type == RawJson.class) {
            collect(Content.class, value, seen);
        } else if (type instanceof Class<?> record && record.isRecord()) {
            collect(record, value, seen);
        }
    }
}
