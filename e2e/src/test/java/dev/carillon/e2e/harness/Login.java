package dev.carillon.e2e.harness;

/// What a device needs to log in.
///
/// @param app the app id for which the token was issued
public record Login(String address, String token, String app) {
    public Frame hello() {
        return Frame.of("hello")
                .with("v", 1)
                .with("token", token)
                .with("app", app)
                .with("client", "e2e");
    }
}
