package dev.carillon.messaging;

import dev.carillon.messaging.Messaging.Batch;
import dev.carillon.messaging.Messaging.Delivery;
import dev.carillon.messaging.Messaging.Resume;
import dev.carillon.protocol.ServerFrame;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A user's inbox as one device sees it: where it stands, and what comes next.
final class DeviceInbox {
    private static final int PAGE = 500;

    private final MessageStore store;
    private final Inbox inbox;
    private final Cursors cursors;
    private final Frames frames;
    private final Clock clock;

    DeviceInbox(MessageStore store, Inbox inbox, Cursors cursors, Frames frames, Clock clock) {
        this.store = store;
        this.inbox = inbox;
        this.cursors = cursors;
        this.frames = frames;
        this.clock = clock;
    }

    /// A new device of a user begins where the user's furthest device is: what came before is history to it, also what
    /// that device acknowledges while this one logs in.
    Resume resume(Sender who, @Nullable Long claimed) {
        int uid = who.user().uid();
        long head = inbox.head(uid);
        @Nullable Long own = claimed == null ? known(who) : claimed;
        long cursor = own == null ? cursors.furthest(uid) : own;
        if (cursor < 0 || cursor > store.lastOrder()) {
            // The client has seen an inbox that this data folder never held.
            return new Resume(head, head, store.lastOrder(), true);
        }
        boolean cut = own != null && (claimed != null || cursor > 0) && inbox.isCut(uid, cursor);
        return new Resume(Math.max(cursor, Math.min(store.inboxCut(uid), head)), head, store.lastOrder(), cut);
    }

    /// What the server knows the device to have acknowledged; null when it has no record of it yet.
    @Nullable
    Long known(Sender who) {
        return cursors.of(who.user().uid()).get(who.device());
    }

    /// A piece of what a device has kept.
    ///
    /// @param entries how many
    /// @param received the messages among them whose delivery is noted
    record Kept(int entries, List<Ref> received, long upTo) {}

    /// Entries with seq above `after`, up to `last`.
    Kept kept(Sender who, long after, long last) {
        int uid = who.user().uid();
        Inbox.Page page = inbox.entries(uid, after, PAGE);
        List<Ref> received = new ArrayList<>();
        for (InboxEntry entry : page.entries()) {
            if (entry.seq() <= last && entry.kind() == InboxEntry.Kind.MESSAGE) {
                StoredMessage message = shown(who, entry);
                if (message != null && notesDelivery(message, uid)) {
                    received.add(entry.ref());
                }
            }
        }
        return new Kept(page.entries().size(), received, Math.min(page.upTo(), last));
    }

    Batch entries(Sender who, long after, int limit) {
        Inbox.Page page = inbox.entries(who.user().uid(), after, limit);
        List<Delivery> deliveries = new ArrayList<>(page.entries().size());
        for (InboxEntry entry : page.entries()) {
            Delivery delivery = delivery(who, entry);
            if (delivery != null) {
                deliveries.add(delivery);
            }
        }
        return new Batch(deliveries, page.upTo());
    }

    /// Null when the entry is not, or no longer, for this device.
    private @Nullable Delivery delivery(Sender who, InboxEntry entry) {
        return switch (entry.kind()) {
            case MESSAGE -> message(who, entry);
            case STATUS -> status(who.user().uid(), entry);
            case EDITED -> edited(who, entry);
            case RETRACTED -> {
                var what = Payloads.Orders.decode(entry.payload());
                yield what.device() == who.device()
                        ? null
                        : plain(
                                entry,
                                frames.retracted(
                                        entry.ref().conversation(), who.user().uid(), what));
            }
            case SEEN -> {
                var what = Payloads.Orders.decode(entry.payload());
                yield what.device() == who.device()
                        ? null
                        : plain(
                                entry,
                                frames.seen(
                                        entry.ref().conversation(), who.user().uid(), what));
            }
        };
    }

    private @Nullable Delivery status(int uid, InboxEntry entry) {
        var unsent = Payloads.Unsent.decode(entry.payload());
        if (unsent != null) {
            return plain(entry, frames.unsent(entry.ref().conversation(), uid, unsent));
        }
        StoredMessage message = store.message(entry.ref());
        return message == null ? null : plain(entry, frames.status(message, Payloads.Progress.decode(entry.payload())));
    }

    private @Nullable Delivery message(Sender who, InboxEntry entry) {
        StoredMessage message = shown(who, entry);
        if (message == null) {
            return null;
        }
        // As it was announced: how it went on is told by the entries that follow.
        ServerFrame.Message frame = message.sender() == who.user().uid()
                ? frames.own(message, Statuses.atFirst(message).code())
                : frames.others(message, false);
        @Nullable Ref receipt = notesDelivery(message, who.user().uid()) ? message.ref() : null;
        return new Delivery(entry.seq(), frames.encode(frame), receipt);
    }

    private static boolean notesDelivery(StoredMessage message, int uid) {
        return message.sender() != uid && Statuses.recordsDelivery(message);
    }

    private @Nullable StoredMessage shown(Sender who, InboxEntry entry) {
        int uid = who.user().uid();
        StoredMessage message = seen(uid, entry);
        if (message == null) {
            return null;
        }
        boolean own = message.sender() == uid;
        if (own && Payloads.exceptDevice(entry.payload()) == who.device()) {
            return null;
        }
        if (!own
                && message.expires() <= clock.millis()
                && store.receipt(message.ref(), uid).delivered() == 0) {
            return null;
        }
        return message;
    }

    /// The message of an entry that is for this user, as it sees it.
    private @Nullable StoredMessage seen(int uid, InboxEntry entry) {
        StoredMessage message = store.message(entry.ref());
        StoredMessage seen = message == null ? null : message.as(uid);
        var kept = seen == null || seen.is(StoredMessage.WIPED) ? null : Payloads.Kept.decode(entry.payload());
        return seen == null || kept == null ? seen : seen.edited(kept.content(), kept.edited());
    }

    private @Nullable Delivery edited(Sender who, InboxEntry entry) {
        StoredMessage message = seen(who.user().uid(), entry);
        if (message == null || Payloads.exceptDevice(entry.payload()) == who.device()) {
            return null;
        }
        return plain(entry, frames.edited(message, who.user().uid()));
    }

    private Delivery plain(InboxEntry entry, ServerFrame frame) {
        return new Delivery(entry.seq(), frames.encode(frame), null);
    }
}
