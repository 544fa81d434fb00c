package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import tools.jackson.databind.JsonNode;

/// JSON that is already encoded: written as it stands. Only made by [FrameCodec], which guarantees that it is one valid
/// JSON value.
public record RawJson(@JsonValue @JsonRawValue String text) {

    /// For clients in Java, which read what the server wrote.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static RawJson of(JsonNode node) {
        return new RawJson(node.toString());
    }
}
