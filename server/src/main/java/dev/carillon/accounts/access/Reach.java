package dev.carillon.accounts.access;

/// What becomes of a message from one user to another.
public enum Reach {
    OPEN,
    /// Accepted, and never shown: the other one has blocked the sender, who is not told.
    UNSEEN,
    /// Refused: the sender has blocked the other one.
    BLOCKED,
    /// Refused: the permissions of one of the two do not allow it.
    CLOSED
}
