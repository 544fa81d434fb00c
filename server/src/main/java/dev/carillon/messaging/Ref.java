package dev.carillon.messaging;

/// Names one stored message.
///
/// @param order the server's acceptance number: unique in the whole server, growing
public record Ref(Conversation conversation, long order) {}
