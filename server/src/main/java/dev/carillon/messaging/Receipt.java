package dev.carillon.messaging;

/// What one recipient has done with a message.
///
/// @param delivered ms, 0 not yet
/// @param read ms, 0 not yet
/// @param gone the recipient has left the group: no longer counted, also when it comes back
public record Receipt(int uid, long delivered, long read, boolean gone) {
    public Receipt(int uid, long delivered, long read) {
        this(uid, delivered, read, false);
    }

    Receipt left() {
        return new Receipt(uid, delivered, read, true);
    }
}
