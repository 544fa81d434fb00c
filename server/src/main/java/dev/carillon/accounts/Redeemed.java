package dev.carillon.accounts;

/// What came of using an invitation.
public sealed interface Redeemed {
    /// @param token a new access token of the user, good on all platforms
    record Accepted(User user, String token) implements Redeemed {}

    /// Nobody was invited with this secret, or that was long ago.
    record Unknown() implements Redeemed {}

    record Expired() implements Redeemed {}

    record UsedUp() implements Redeemed {}

    /// The user invited is disabled.
    record Disabled() implements Redeemed {}

    /// The user invited has reached the device limit. The invitation stays good.
    record TooManyDevices() implements Redeemed {}

    /// The name cannot be used. The invitation stays good.
    ///
    /// @param problem a sentence for people
    record BadName(String problem) implements Redeemed {}
}
