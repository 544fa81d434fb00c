package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a client should do after an error or a close.
public enum Advice {
    /// The request is wrong; sending it again will fail again.
    @JsonProperty("fix")
    FIX,
    /// The same request, or a new connection, may succeed later: retry with back-off.
    @JsonProperty("retry")
    RETRY,
    /// The token is no longer good: get another one, then log in.
    @JsonProperty("relogin")
    RELOGIN,
    /// Do not come back without a person's or a programmer's doing.
    @JsonProperty("stop")
    STOP
}
