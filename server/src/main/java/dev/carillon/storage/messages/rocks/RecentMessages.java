package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Tally;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The messages written last, as they are now, with the sums of their receipts: most receipts come within moments of
/// their message, and then need not look it up. Each place belongs to the newest message whose order ends the same
/// way. Changed by the commit thread only, before anybody hears of the change; read by all.
final class RecentMessages {
    private static final int PLACES = 1 << 13;
    /// Larger ones are left out, which bounds the memory to about 10 MB.
    private static final int LARGEST = 1_024;

    private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);

    /// A message as it is in the store.
    record Known(StoredMessage message, Tally tally) {}

    @Nullable
    Known find(Ref ref) {
        Known known = places.get(place(ref));
        return known != null && known.message.ref().equals(ref) ? known : null;
    }

    private static int place(Ref ref) {
        return (int) ref.order() & (PLACES - 1);
    }

    /// A write is durable.
    void written(List<Change> changes, Commit commit) {
        if (commit.duplicate() == null) {
            for (Change change : changes) {
                written(change, commit.ref());
            }
        }
    }

    private void written(Change change, @Nullable Ref fresh) {
        switch (change) {
            case Change.NewMessage(StoredMessage message) -> {
                if (fresh != null) {
                    put(new Known(message.at(fresh.order()), Tally.NONE));
                }
            }
            case Change.Replace(StoredMessage message) -> {
                Known before = find(message.ref());
                if (before != null) {
                    put(new Known(message, before.tally));
                }
            }
            case Change.SetTally(Ref ref, Tally tally) -> {
                Known before = find(ref);
                if (before != null) {
                    put(new Known(before.message, tally));
                }
            }
            case Change.Remove(Ref ref, boolean _) -> forget(ref);
            case Change.ForgetMid _,
                    Change.Deliver _,
                    Change.Keep _,
                    Change.SetReceipt _,
                    Change.SetCursor _,
                    Change.SetTalk _,
                    Change.MarkRead _,
                    Change.ForgetRead _,
                    Change.Hide _,
                    Change.AddTask _,
                    Change.RemoveTask _,
                    Change.Publish _ -> {}
        }
    }

    private void put(Known known) {
        Ref ref = known.message.ref();
        if (known.message.content().length <= LARGEST) {
            places.set(place(ref), known);
        } else {
            forget(ref);
        }
    }

    private void forget(Ref ref) {
        if (find(ref) != null) {
            places.set(place(ref), null);
        }
    }
}
