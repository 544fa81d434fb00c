package dev.carillon.api;

import dev.carillon.api.ops.Choice;
import dev.carillon.api.ops.OpRegistry;
import dev.carillon.api.ops.Param;
import dev.carillon.api.ops.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The catalogue of operations as an OpenAPI 3.1 document. All operations share one path; the member `op` tells them
/// apart.
final class OpenApi {
    private final JsonMapper mapper = new JsonMapper();
    private final OpRegistry ops;

    OpenApi(OpRegistry ops) {
        this.ops = ops;
    }

    byte[] json() {
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(document());
    }

    private Map<String, Object> document() {
        Map<String, Object> schemas = new LinkedHashMap<>();
        Map<String, Object> examples = new LinkedHashMap<>();
        Map<String, Object> replies = new LinkedHashMap<>();
        List<Map<String, Object>> requests = new ArrayList<>();
        for (Spec spec : ops.specs()) {
            schemas.put(spec.name(), request(spec));
            requests.add(Map.of("$ref", "#/components/schemas/" + spec.name()));
            examples.put(spec.name(), Map.of("summary", spec.summary(), "value", exampleRequest(spec)));
            replies.put(spec.name(), Map.of("value", mapper.readValue(spec.reply(), Object.class)));
        }
        schemas.put("Reply", reply());
        Map<String, Object> post = ordered(
                "summary",
                "Run an operation",
                "operationId",
                "run",
                "requestBody",
                ordered("required", true, "content", jsonContent(Map.of("oneOf", requests), examples)),
                "responses",
                Map.of(
                        "200",
                        ordered(
                                "description",
                                "What came of it: every request that can be read is answered with 200",
                                "content",
                                jsonContent(Map.of("$ref", "#/components/schemas/Reply"), replies))));
        return ordered(
                "openapi", "3.1.0",
                "info",
                        ordered(
                                "title", "Carillon Backend API",
                                "version", "1",
                                "description",
                                        "Parameters may also come as a query or form under their flat names; see the"
                                                + " reference page."),
                "paths", Map.of("/backend", Map.of("post", post)),
                "components", Map.of("schemas", schemas));
    }

    private static Map<String, Object> jsonContent(Map<String, Object> schema, Map<String, Object> examples) {
        return Map.of("application/json", ordered("schema", schema, "examples", examples));
    }

    private Map<String, Object> exampleRequest(Spec spec) {
        Map<String, Object> example = ordered("op", spec.name(), "token", "…");
        mapper.readValue(spec.request(), Map.class).forEach((name, value) -> example.put(String.valueOf(name), value));
        return example;
    }

    private static Map<String, Object> request(Spec spec) {
        List<String> names = new ArrayList<>(List.of(spec.name()));
        names.addAll(spec.aliases());
        Map<String, Object> properties = ordered(
                "op", Map.of("enum", names),
                "token", Map.of("type", "string", "description", "The application token."),
                "id", Map.of("type", "integer", "description", "Echoed in the answer."));
        Map<String, Object> schema = ordered("type", "object", "description", spec.summary(), "properties", properties);
        schema.put("required", List.of("op", "token"));
        for (Param<?> param : spec.params()) {
            place(properties, param.path().split("\\."), 0, param);
        }
        require(schema, spec);
        return schema;
    }

    @SuppressWarnings("unchecked")
    private static void place(Map<String, Object> properties, String[] path, int depth, Param<?> param) {
        if (depth == path.length - 1) {
            Map<String, Object> leaf = new LinkedHashMap<>(param.kind().schema());
            leaf.put("description", param.prose());
            var before = (Map<String, Object>) properties.get(path[depth]);
            if (before == null) {
                properties.put(path[depth], leaf);
            } else {
                leaf.forEach(before::putIfAbsent);
            }
            return;
        }
        var object = (Map<String, Object>) properties.computeIfAbsent(path[depth], _ -> ordered("type", "object"));
        var inner = (Map<String, Object>) object.computeIfAbsent("properties", _ -> new LinkedHashMap<>());
        place(inner, path, depth + 1, param);
    }

    /// Required members of objects, as far as exactly one parameter is needed.
    @SuppressWarnings("unchecked")
    private static void require(Map<String, Object> schema, Spec spec) {
        for (Choice choice : spec.choices()) {
            if (choice.params().size() == 1) {
                Map<String, Object> object = schema;
                for (String name : choice.params().getFirst().path().split("\\.")) {
                    var required = new ArrayList<>((List<String>) object.getOrDefault("required", List.of()));
                    if (!required.contains(name)) {
                        required.add(name);
                    }
                    object.put("required", required);
                    var properties = (Map<String, Object>) object.getOrDefault("properties", Map.of());
                    object = (Map<String, Object>) properties.getOrDefault(name, Map.of());
                }
            }
        }
    }

    private static Map<String, Object> reply() {
        Map<String, Object> text = Map.of("type", "string");
        Map<String, Object> texts = Map.of("type", "array", "items", text);
        return ordered(
                "type", "object",
                "required", List.of("result"),
                "properties",
                        ordered(
                                "op", text,
                                "id", Map.of("type", "integer"),
                                "result", Map.of("type", "boolean"),
                                "error", text,
                                "code", Map.of("type", "integer"),
                                "cause", text,
                                "properties", texts,
                                "invalid", texts));
    }

    private static Map<String, Object> ordered(@Nullable Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                map.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return map;
    }
}
