package dev.carillon.accounts;

/// The outcome of a login with a user token.
public sealed interface Login {
    record Accepted(App app, User user, Device device) implements Login {}

    /// @param reason for people and logs; names what is wrong, never the token
    record Refused(String reason) implements Login {}

    /// The token is good, the user is switched off.
    record Disabled() implements Login {}
}
