package dev.carillon.messaging;

/// Durable work for later.
///
/// @param at ms when it is due
/// @param n makes the key unique; assigned by the store when 0
/// @param owner uid for which it can be found by [#label], 0 none
/// @param label with `owner`: for a scheduled message its mid
/// @param payload depends on the kind; opaque to the store. Treat as immutable
public record Task(long at, long n, Kind kind, int owner, long label, byte[] payload) {

    /// The number is what is stored: never change or reuse one.
    public enum Kind {
        /// A message sent with `when`.
        SCHEDULED(1),
        /// A message that is dropped if it is still undelivered.
        EXPIRE(2),
        /// A message that disappears.
        AGE(3),
        // 4 was the rest of the recipients of an entry to a large group
        /// Remove everything of a deleted user, group or app. Due at once.
        PURGE(5),
        /// Somebody has left a group: follow it in the messages that were sent to it before.
        LEFT(6);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }
}
