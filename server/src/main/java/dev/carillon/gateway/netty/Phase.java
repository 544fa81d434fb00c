package dev.carillon.gateway.netty;

/// Where an [HttpConnection] stands.
enum Phase {
    /// Waits for a request, or reads its head.
    IDLE,
    BODY,
    /// Somebody is asked whether the rest of the body is taken.
    ASKING,
    /// As `ANSWERING`, while the body still arrives.
    STREAMING,
    ANSWERING,
    /// The answer is on its way from a file or stream.
    SENDING,
    /// The answer is written, the network has not taken it yet: no further request is begun.
    DRAINING,
    /// The last answer is under way or sent: input is dropped until the other side closes.
    LINGERING;

    /// Whether what the client sends waits for its turn.
    boolean defers() {
        return this == ANSWERING || this == ASKING || this == DRAINING || this == SENDING;
    }
}
