package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// An answer of the API.
///
/// @param body empty when the answer is not JSON
public record Reply(int status, HttpHeaders headers, String text, Map<String, Object> body) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    static Reply of(HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return new Reply(response.statusCode(), response.headers(), text, object(text));
    }

    private static Map<String, Object> object(String text) {
        return text.startsWith("{") ? MAPPER.readValue(text, OBJECT) : Map.of();
    }

    /// The member at a path such as `users.0.uid`, or null.
    public Object at(String path) {
        Object value = body;
        for (String name : path.split("\\.")) {
            value = switch (value) {
                case Map<?, ?> map -> map.get(name);
                case List<?> list -> list.get(Integer.parseInt(name));
                case null, default -> null;
            };
        }
        return value;
    }

    /// One member of each object in a list.
    public List<Object> column(String list, String name) {
        return ((List<?>) at(list))
                .stream().<Object>map(row -> ((Map<?, ?>) row).get(name)).toList();
    }

    public int number(String path) {
        return ((Number) at(path)).intValue();
    }

    public String string(String path) {
        return (String) at(path);
    }

    public Reply ok() {
        assertThat(status).isEqualTo(200);
        assertThat(body).as(text).containsEntry("result", true).doesNotContainKey("error");
        return this;
    }

    /// An error envelope with exactly these properties.
    public Reply refused(String error, int code, String... properties) {
        assertThat(status).isEqualTo(200);
        assertThat(body)
                .as(text)
                .containsEntry("result", false)
                .containsEntry("error", error)
                .containsEntry("code", code);
        assertThat(string("cause")).isNotBlank();
        assertThat(at("properties")).isEqualTo(properties.length == 0 ? null : List.of(properties));
        return this;
    }
}
