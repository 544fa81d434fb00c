package dev.carillon.api.ops;

/// What the operator may choose about operations.
///
/// @param showTokens whether lists of users show their access tokens
/// @param publicUrl under which clients reach the server, without a slash at its end; may be empty
public record OpSettings(boolean showTokens, String publicUrl) {}
