package dev.carillon.messaging;

import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.MessageStatus;

/// The status of a message from the sums of its receipts: what all recipients have reached, as far as the sender
/// asked to hear of it.
final class Statuses {
    private Statuses() {}

    /// Whether it is noted when a recipient has the message: somebody asked for it, or something depends on it. For
    /// the others it is enough that their devices move on in their inboxes.
    static boolean recordsDelivery(StoredMessage message) {
        return MessageFlags.has(message.flags(), MessageFlags.DELIVERY_RECEIPT)
                || message.age() != null
                || message.expires() - message.ts() < Limits.DEFAULT_EXPIRY * 1000;
    }

    static MessageStatus of(StoredMessage message, Tally tally) {
        if (message.is(StoredMessage.EXPIRED)) {
            return MessageStatus.EXPIRED;
        }
        int all = message.recipients();
        if (all > 0 && tally.read() >= all && MessageFlags.has(message.flags(), MessageFlags.READ_RECEIPT)) {
            return MessageStatus.READ;
        }
        if (all > 0 && tally.delivered() >= all && MessageFlags.has(message.flags(), MessageFlags.DELIVERY_RECEIPT)) {
            return MessageStatus.DELIVERED;
        }
        return MessageStatus.SENT;
    }
}
