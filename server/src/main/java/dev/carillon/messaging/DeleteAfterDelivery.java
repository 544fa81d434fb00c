package dev.carillon.messaging;

import java.util.ArrayList;
import java.util.List;

/// For apps that keep nothing: a message is removed once all devices of all recipients, and the sender's other
/// devices, have it.
///
/// Counts the users whose devices all have it; a user counts for an entry when the slowest of its devices has
/// acknowledged it, and the inbox is trimmed up to there, so that nobody counts twice.
final class DeleteAfterDelivery {
    private static final int PAGE = 500;
    /// In the place of a device: up to which seq the user's inbox has been counted.
    static final int COUNTED = 0;

    private final MessageStore store;
    private final Inbox inbox;
    private final Cursors cursors;

    DeleteAfterDelivery(MessageStore store, Inbox inbox, Cursors cursors) {
        this.store = store;
        this.inbox = inbox;
        this.cursors = cursors;
    }

    /// A device has acknowledged something. Only called by the owner of the tallies.
    void acknowledged(int uid) {
        long slowest = cursors.slowest(uid);
        long counted = store.cursors(uid).getOrDefault(COUNTED, 0L);
        while (counted < slowest) {
            List<InboxEntry> taken = inbox.entries(uid, counted, PAGE).entries().stream()
                    .filter(e -> e.seq() <= slowest)
                    .toList();
            if (taken.isEmpty()) {
                return;
            }
            counted = taken.getLast().seq();
            count(uid, taken, counted);
            store.trimInbox(uid, counted);
        }
    }

    /// The sums and how far they reach change in one write: a crash cannot count anybody twice.
    private void count(int uid, List<InboxEntry> taken, long upTo) {
        List<Change> changes = new ArrayList<>();
        for (InboxEntry entry : taken) {
            StoredMessage message = entry.kind() == InboxEntry.Kind.MESSAGE ? store.message(entry.ref()) : null;
            if (message != null) {
                changes.add(count(message));
            }
        }
        changes.add(new Change.SetCursor(uid, COUNTED, upTo));
        store.commit(changes);
    }

    /// One of the recipients of each is deleted and will never take it: it counts as one who has. Only
    /// called by the owner of the tallies.
    void taken(List<StoredMessage> messages) {
        store.commit(messages.stream().map(this::count).toList());
    }

    private Change count(StoredMessage message) {
        Tally tally = store.tally(message.ref());
        int takers = message.recipients() + (message.is(StoredMessage.OWN_COPY) ? 1 : 0);
        int taken = tally.taken() + 1;
        return taken >= takers
                ? new Change.Remove(message.ref(), false)
                : new Change.SetTally(message.ref(), tally.takenBy(taken));
    }
}
