package dev.carillon.messaging;

/// One entry of a user's inbox: small, refers to a message.
///
/// @param seq grows within the inbox of one user; gaps are normal
/// @param ts ms when it was written, for retention
/// @param payload depends on the kind; opaque to the store. Treat as immutable
public record InboxEntry(long seq, Kind kind, Ref ref, long ts, byte[] payload) {

    /// The number is what is stored: never change or reuse one.
    public enum Kind {
        MESSAGE(1),
        STATUS(2),
        EDITED(3),
        RETRACTED(4),
        SEEN(5);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }
}
