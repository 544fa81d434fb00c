package dev.carillon.gateway;

import dev.carillon.protocol.Limits;

/// How long a session waits for what, and how much it may do.
///
/// @param loginSeconds for `hello`
/// @param silenceSeconds without anything from the client
/// @param stuckSeconds without the network taking anything
/// @param messageRate messages that a user may send in a second, see [MessageRates]; 0: no bound
public record SessionLimits(int loginSeconds, int silenceSeconds, int stuckSeconds, int messageRate) {
    public static final SessionLimits DEFAULT =
            new SessionLimits(Limits.LOGIN_SECONDS, 2 * Limits.HEARTBEAT_SECONDS + 10, 30, 500);

    public SessionLimits withMessageRate(int rate) {
        return new SessionLimits(loginSeconds, silenceSeconds, stuckSeconds, rate);
    }
}
