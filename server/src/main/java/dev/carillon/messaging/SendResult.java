package dev.carillon.messaging;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.MessageStatus;

/// What became of a draft.
public sealed interface SendResult {
    /// Durable (or, for a transient one, handed to at least one device or to a group).
    ///
    /// @param order 0 for a transient message
    /// @param duplicate it had been accepted before
    record Accepted(long mid, long order, long ts, MessageStatus status, boolean duplicate) implements SendResult {}

    /// Durable, and leaves at `at` (ms).
    record Scheduled(long mid, long at) implements SendResult {}

    /// @param reason names the bad member or the rule
    record Refused(long mid, ErrorCode code, MessageStatus status, String reason) implements SendResult {}
}
