package dev.carillon.e2e.harness;

/// Where a connection breaks: after so many bytes sent or received, counted from the first byte after the TCP
/// handshake, whichever comes first; and how.
public record Cut(long afterSent, long afterReceived, How how) {
    public static final Cut NEVER = new Cut(Long.MAX_VALUE, Long.MAX_VALUE, How.CLOSE);

    /// How the other side notices.
    public enum How {
        /// By the end of the stream.
        CLOSE,
        /// By a reset.
        RESET,
        /// Not at all: the socket stays open, and nothing is read or sent any more.
        SILENCE
    }
}
