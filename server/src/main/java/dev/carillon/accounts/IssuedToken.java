package dev.carillon.accounts;

/// The outcome of issuing a token.
public sealed interface IssuedToken {
    /// @param token `[0-9a-z]`, at most 64 characters
    record Issued(Device device, String token) implements IssuedToken {}

    /// The user has [dev.carillon.protocol.Limits#DEVICES] live devices already.
    record TooManyDevices() implements IssuedToken {}
}
