package dev.carillon.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Frames as they look on the wire, for the tests of both sides: in `src/test/resources/vectors`.
final class GoldenVectors {
    private static final JsonMapper MAPPER = new JsonMapper();

    private GoldenVectors() {}

    static List<JsonNode> ofClients() throws IOException {
        return read("client");
    }

    static List<JsonNode> ofServer() throws IOException {
        return read("server");
    }

    private static List<JsonNode> read(String name) throws IOException {
        try (InputStream in = GoldenVectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
            return MAPPER.readTree(Objects.requireNonNull(in)).valueStream().toList();
        }
    }

    /// The same for the tests of the JavaScript client, where the compiler holds them against the types.
    static String typeScript() throws IOException {
        return """
                // The golden vectors of the wire protocol: from protocol/src/test/resources/vectors, by FrameTypesTest. Do not edit.
                import type { ClientFrame, ServerFrame } from '../src/wire/frames.js';

                export type Numbered<T> = T & { id?: number };

                export const clientFrames: Numbered<ClientFrame>[] = [
                %s];

                export const serverFrames: Numbered<ServerFrame>[] = [
                %s];
                """.formatted(lines(ofClients()), lines(ofServer()));
    }

    private static String lines(List<JsonNode> frames) {
        var lines = new StringBuilder();
        frames.forEach(frame -> lines.append("  ").append(frame).append(",\n"));
        return lines.toString();
    }
}
