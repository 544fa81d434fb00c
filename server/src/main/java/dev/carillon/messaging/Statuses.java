package dev.carillon.messaging;

import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.MessageStatus;

/// The status of a message from the sums of its receipts: what all recipients that are left have reached, as far as
/// the sender asked to hear of it. A message to oneself is at its end at once.
final class Statuses {
    private Statuses() {}

    /// Whether it is noted when a recipient has the message: somebody asked for it, or something depends on it. For
    /// the others it is enough that their devices move on in their inboxes.
    static boolean recordsDelivery(StoredMessage message) {
        return MessageFlags.has(message.flags(), MessageFlags.DELIVERY_RECEIPT)
                || message.age() != null
                || message.expires() - message.ts() < Limits.DEFAULT_EXPIRY * 1000;
    }

    static boolean isToOneself(StoredMessage message) {
        return message.recipient() == message.sender();
    }

    /// The status that a message began with, also when it has come further or expired since: what came after it is
    /// told by entries of their own.
    static MessageStatus atFirst(StoredMessage message) {
        return reached(message, Tally.NONE);
    }

    static MessageStatus of(StoredMessage message, Tally tally) {
        return message.is(StoredMessage.EXPIRED) ? MessageStatus.EXPIRED : reached(message, tally);
    }

    private static MessageStatus reached(StoredMessage message, Tally tally) {
        boolean withItself = isToOneself(message);
        int all = tally.of(message);
        if (asks(message, MessageFlags.READ_RECEIPT)
                && (withItself || (all > 0 && tally.read() >= all) || tally.reached() == MessageStatus.READ.code())) {
            return MessageStatus.READ;
        }
        if (asks(message, MessageFlags.DELIVERY_RECEIPT)
                && (withItself || (all > 0 && tally.delivered() >= all) || isDelivered(tally))) {
            return MessageStatus.DELIVERED;
        }
        return MessageStatus.SENT;
    }

    private static boolean asks(StoredMessage message, int receipt) {
        return MessageFlags.has(message.flags(), receipt);
    }

    private static boolean isDelivered(Tally tally) {
        return tally.reached() >= MessageStatus.DELIVERED.code();
    }
}
