package dev.carillon.storage.sql;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Small maps and lists as JSON text in a column.
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, Integer>> NUMBERS = new TypeReference<>() {};
    private static final TypeReference<List<Integer>> LIST = new TypeReference<>() {};

    private Json() {}

    static String of(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static Map<String, String> texts(String json) {
        return "{}".equals(json) ? Map.of() : Collections.unmodifiableMap(MAPPER.readValue(json, TEXTS));
    }

    static Map<String, Integer> numbers(String json) {
        return "{}".equals(json) ? Map.of() : Collections.unmodifiableMap(MAPPER.readValue(json, NUMBERS));
    }

    static List<Integer> list(String json) {
        return "[]".equals(json) ? List.of() : List.copyOf(MAPPER.readValue(json, LIST));
    }
}
