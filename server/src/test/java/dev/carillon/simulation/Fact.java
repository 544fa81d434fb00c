package dev.carillon.simulation;

import java.util.List;

/// What a device has done or seen, in the sequence in which it happened. Devices are named `user/number`.
sealed interface Fact {

    String device();

    /// A message as its sender named it.
    ///
    /// @param conversation `ana+bob`, by the alphabet, or `#1001`
    record Id(String from, String conversation, long mid) {
        @Override
        public String toString() {
            return from + ">" + conversation + ":" + mid;
        }
    }

    /// Sends a message for the first time.
    record Issues(String device, Id id) implements Fact {}

    /// Is told that the server has the message.
    record Accepted(String device, Id id, long order) implements Fact {}

    /// Asks for receipts: it has read these.
    record Reads(String device, String conversation, List<Long> orders, long upTo) implements Fact {}

    /// Is logged in.
    record Begins(String device, int line, long cursor, boolean cut) implements Fact {}

    /// An entry arrives.
    record Gets(String device, int line, long seq, Entry entry) implements Fact {}

    sealed interface Entry {
        long order();

        /// @param status of one's own message, 0 of others'
        record Message(Id id, long order, int status) implements Entry {}

        /// @param of recipients that were left
        record Status(String conversation, long order, int status, int delivered, int read, int of, List<By> by)
                implements Entry {}

        /// Edited, retracted, seen.
        record Other(String kind, String conversation, long order) implements Entry {}
    }

    /// @param status 2 or 3
    record By(String user, int status) {}

    // --- at the end, when everything has arrived

    /// The device must have this message by now.
    record Owed(String device, Id id) implements Fact {}

    /// The device must know this status of the message, or a higher one.
    record OwedStatus(String device, Id id, int status) implements Fact {}
}
