package dev.carillon.gateway;

import dev.carillon.protocol.Limits;

/// How long a session waits for what.
///
/// @param loginSeconds for `hello`
/// @param silenceSeconds without anything from the client
/// @param stuckSeconds without the network taking anything
public record SessionLimits(int loginSeconds, int silenceSeconds, int stuckSeconds) {
    public static final SessionLimits DEFAULT =
            new SessionLimits(Limits.LOGIN_SECONDS, 2 * Limits.HEARTBEAT_SECONDS + 10, 30);
}
