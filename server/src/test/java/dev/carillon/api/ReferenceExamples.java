package dev.carillon.api;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The request of an operation in the languages of those who write back-ends, for the reference page. What they send is
/// held by `e2e/browser/reference.test.js`, which runs them.
final class ReferenceExamples {
    private static final String PAGE = """
            <details><summary>In curl, Node, Python and PHP</summary>

            ```sh
            curl -s https://HOST/backend -H 'Content-Type: application/json' -d '
              %s'
            ```

            ```js
            const response = await fetch('https://HOST/backend', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify(%s),
            });
            console.log(await response.json());
            ```

            ```python
            import json, urllib.request

            body = %s
            request = urllib.request.Request("https://HOST/backend", json.dumps(body).encode(), {"Content-Type": "application/json"})
            print(json.load(urllib.request.urlopen(request)))
            ```

            ```php
            <?php
            $body = %s;
            $context = stream_context_create(['http' => ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => json_encode($body)]]);
            print_r(json_decode(file_get_contents('https://HOST/backend', false, $context), true));
            ```

            </details>

            """;

    private final JsonMapper mapper = new JsonMapper();

    /// @param request JSON, in one line
    String of(String request) {
        JsonNode tree = mapper.readTree(request);
        return PAGE.formatted(request.replace("'", "'\\''"), request, python(tree), php(tree));
    }

    private static String python(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .map(member -> quoted(member.getKey()) + ": " + python(member.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node.isArray()) {
            return node.valueStream().map(ReferenceExamples::python).collect(Collectors.joining(", ", "[", "]"));
        }
        return node.isNull() ? "None" : node.isBoolean() ? (node.asBoolean() ? "True" : "False") : scalar(node);
    }

    private static String php(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .map(member -> phpText(member.getKey()) + " => " + php(member.getValue()))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (node.isArray()) {
            return node.valueStream().map(ReferenceExamples::php).collect(Collectors.joining(", ", "[", "]"));
        }
        return node.isString() ? phpText(node.asString()) : node.toString();
    }

    private static String scalar(JsonNode node) {
        return node.isString() ? quoted(node.asString()) : node.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String phpText(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
