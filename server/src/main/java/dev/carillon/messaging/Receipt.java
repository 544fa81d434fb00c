package dev.carillon.messaging;

/// What one recipient has done with a message.
///
/// @param delivered ms, 0 not yet
/// @param read ms, 0 not yet
public record Receipt(int uid, long delivered, long read) {}
