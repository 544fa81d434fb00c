package dev.carillon.messaging;

/// One user's view of one conversation.
///
/// @param readUpTo every message up to this order counts as read, 0 none. What is read one by one above it, the
/// store notes for each message ([MessageStore#readSingly])
/// @param clearedUpTo messages up to this order are deleted for this user, 0 none
public record Talk(Conversation conversation, long readUpTo, long clearedUpTo) {}
