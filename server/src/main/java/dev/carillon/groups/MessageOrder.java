package dev.carillon.groups;

/// The order of messages, as far as groups need it: who becomes a member sees what comes after that.
@FunctionalInterface
public interface MessageOrder {
    /// The order of the message accepted last. Does not block.
    long last();

    /// Waits until the messages that were handed to the store before are accepted or refused.
    default void awaitAccepted() {}
}
