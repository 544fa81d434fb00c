package dev.carillon.accounts;

/// An invitation that was just made. Only its maker ever sees the secret.
public record Invitation(String secret, int uses, long expires) {}
