package dev.carillon.api;

import dev.carillon.gateway.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes one tree of a request, in whichever of the encodings in use it comes: query, form, JSON, multipart, and
/// mixtures of them; with any method. No input makes it throw.
final class RequestReader {
    /// Objects that older clients also send as text that holds JSON.
    private static final List<String> OBJECTS =
            List.of("user", "group", "message", "uac", "push", "script", "otp", "app", "invite");

    private static final Pattern PAIR = Pattern.compile("[^=&\\s<>{}\\[\\]\"]{1,100}=");

    private final JsonReader json = new JsonReader();
    private final FormReader forms = new FormReader();
    private final MultipartReader multipart = new MultipartReader();

    sealed interface Read {
        /// @param tree finds names in any case, at all levels
        record Good(Map<String, @Nullable Object> tree) implements Read {}

        record Bad(String cause) implements Read {}
    }

    static boolean isMultipart(HttpRequest request) {
        return type(request).startsWith("multipart/");
    }

    private static String type(HttpRequest request) {
        return request.headers().get("Content-Type", "").strip().toLowerCase(Locale.ROOT);
    }

    Read read(HttpRequest request) {
        Map<String, @Nullable Object> tree = forms.read(request.rawQuery());
        if (tree == null) {
            return new Read.Bad("the query is not UTF-8");
        }
        return switch (body(request)) {
            case Read.Bad bad -> bad;
            case Read.Good(Map<String, @Nullable Object> body) -> {
                boolean wrapped = tree.get("op") == null && body.get("op") == null;
                merge(tree, wrapped ? unwrapped(body) : body);
                OBJECTS.forEach(name -> parseText(tree, name));
                yield new Read.Good(tree);
            }
        };
    }

    /// What the query and the whole parts say of a form that has not come to its end.
    Map<String, @Nullable Object> begun(HttpRequest request) {
        Map<String, @Nullable Object> query = forms.read(request.rawQuery());
        Map<String, @Nullable Object> tree = query == null ? JsonReader.newObject() : query;
        merge(tree, multipart.begun(request.body(), request.headers().get("Content-Type", "")));
        return tree;
    }

    private static void merge(Map<String, @Nullable Object> tree, Map<String, @Nullable Object> body) {
        body.forEach((name, value) -> {
            if (value != null || !tree.containsKey(name)) {
                tree.put(name, value);
            }
        });
    }

    private Read body(HttpRequest request) {
        byte[] body = request.body();
        int first = firstByte(body);
        String type = type(request);
        if (first < 0) {
            return new Read.Good(JsonReader.newObject());
        }
        if (type.startsWith("multipart/")) {
            // the boundary is case-sensitive
            return switch (multipart.read(body, request.headers().get("Content-Type", ""))) {
                case MultipartReader.Read.Good(Map<String, @Nullable Object> values) -> new Read.Good(values);
                case MultipartReader.Read.Bad(String cause) -> new Read.Bad(cause);
            };
        }
        if (first == '{' || first == 0xEF || isJson(type)) {
            return jsonBody(body);
        }
        return type.startsWith("application/x-www-form-urlencoded") || looksLikeForm(body)
                ? formBody(body)
                : new Read.Bad("the body is neither JSON nor a form nor multipart");
    }

    private static boolean isJson(String type) {
        return type.startsWith("application/json") || type.startsWith("text/json") || type.contains("+json");
    }

    private Read jsonBody(byte[] body) {
        return switch (json.read(body)) {
            case JsonReader.Read.Bad(String cause) -> new Read.Bad(cause);
            case JsonReader.Read.Good(Object value) -> {
                if (value == null) {
                    yield new Read.Good(JsonReader.newObject());
                }
                Map<String, @Nullable Object> object = asObject(value);
                yield object == null ? new Read.Bad("the JSON must be an object") : new Read.Good(object);
            }
        };
    }

    private Read formBody(byte[] body) {
        Map<String, @Nullable Object> form = forms.read(body);
        return form == null ? new Read.Bad("the form is not UTF-8") : new Read.Good(form);
    }

    private static boolean looksLikeForm(byte[] body) {
        return PAIR.matcher(new String(body, 0, Math.min(body.length, 128), StandardCharsets.ISO_8859_1))
                .lookingAt();
    }

    /// The first byte that is not blank, or -1.
    private static int firstByte(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b & 0xFF;
            }
        }
        return -1;
    }

    /// Some clients wrap the request: `{"body": {…}}`.
    private static Map<String, @Nullable Object> unwrapped(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> inner = body.size() == 1 ? asObject(body.get("body")) : null;
        return inner != null && inner.get("op") != null ? inner : body;
    }

    /// Objects are made only by [JsonReader#newObject].
    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, @Nullable Object> asObject(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : null;
    }

    private void parseText(Map<String, @Nullable Object> tree, String name) {
        if (tree.get(name) instanceof String text && text.stripLeading().startsWith("{") && !isText(tree, name)) {
            if (json.readText(text) instanceof JsonReader.Read.Good(Object value) && value instanceof Map) {
                tree.put(name, value);
            }
        }
    }

    /// Beside `from`, `to` or `gid`, `message` is the text of a message, whatever it looks like.
    private static boolean isText(Map<String, @Nullable Object> tree, String name) {
        return name.equals("message")
                && (tree.get("from") != null
                        || tree.get("to") != null
                        || tree.get("gid") != null
                        || tree.get("groupid") != null);
    }
}
