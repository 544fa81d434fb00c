package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/// JSON that is already encoded: written as it stands. Only made by [FrameCodec], which guarantees that it is one
/// valid
/// JSON value.
public record RawJson(@JsonValue @JsonRawValue String text) {}
