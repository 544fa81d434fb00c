package dev.carillon.messaging;

/// One user's view of one conversation.
///
/// @param readUpTo highest order that the user has read, 0 none
/// @param clearedUpTo messages up to this order are deleted for this user, 0 none
public record Talk(Conversation conversation, long readUpTo, long clearedUpTo) {}
