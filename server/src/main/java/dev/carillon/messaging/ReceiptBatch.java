package dev.carillon.messaging;

import dev.carillon.protocol.Age;
import dev.carillon.protocol.MessageFlags;
import dev.carillon.protocol.MessageStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One write of [Receipts] in the making: sees its own changes on top of the store's, and gathers what senders must
/// hear.
final class ReceiptBatch {
    private static final int BY_PER_ENTRY = 500;
    private static final int RECEIPTS_PAGE = 500;

    private final MessageStore store;
    private final long now;
    private final Map<Ref, @Nullable StoredMessage> messages = new HashMap<>();
    private final Map<ReceiptKey, Receipt> receipts = new LinkedHashMap<>();
    private final Map<Ref, Tally> tallies = new LinkedHashMap<>();
    private final ReadMarks marks;
    private final Map<Ref, List<Payloads.Progress.By>> news = new LinkedHashMap<>();
    private final List<Own> own = new ArrayList<>();
    private final List<Change> timers = new ArrayList<>();

    private record ReceiptKey(Ref ref, int uid) {}

    /// An entry for the other devices of the user who acted.
    private record Own(int uid, InboxEntry.Kind kind, Ref ref, Payloads.Orders what, int device) {}

    ReceiptBatch(MessageStore store, long now) {
        this.store = store;
        this.now = now;
        this.marks = new ReadMarks(store);
    }

    @Nullable
    StoredMessage message(Ref ref) {
        if (!messages.containsKey(ref)) {
            messages.put(ref, store.message(ref));
        }
        return messages.get(ref);
    }

    /// Moves a recipient's receipt forward; what is read is delivered too. The sender hears of what it asked for.
    ///
    /// @return whether anything changed
    boolean mark(StoredMessage message, int uid, MessageStatus status) {
        Tally tally = tally(message.ref());
        var key = new ReceiptKey(message.ref(), uid);
        Receipt before = receipt(key, tally);
        boolean read = status == MessageStatus.READ;
        if (before.gone() || (read ? before.read() != 0 : before.delivered() != 0)) {
            return false;
        }
        boolean newlyDelivered = before.delivered() == 0;
        receipts.put(key, new Receipt(uid, newlyDelivered ? now : before.delivered(), read ? now : before.read()));
        Tally after = tally.and(newlyDelivered, read);
        tallies.put(message.ref(), after);
        startTimers(message, tally, after, now, now);
        if (read && MessageFlags.has(message.flags(), MessageFlags.READ_RECEIPT)) {
            report(message, uid, MessageStatus.READ);
        } else if (newlyDelivered && MessageFlags.has(message.flags(), MessageFlags.DELIVERY_RECEIPT)) {
            report(message, uid, MessageStatus.DELIVERED);
        }
        return true;
    }

    /// A recipient has left the group: the message waits for those who are left. False: it was known.
    boolean leave(StoredMessage message, int uid) {
        Receipt before = store.receipt(message.ref(), uid);
        if (before.gone()) {
            return false;
        }
        Tally tally = tally(message.ref());
        MessageStatus status = Statuses.of(message, tally);
        Tally after = tally.without(before, status.code());
        receipts.put(new ReceiptKey(message.ref(), uid), before.left());
        tallies.put(message.ref(), after);
        startTimers(
                message,
                tally,
                after,
                last(message.ref(), uid, Receipt::delivered),
                last(message.ref(), uid, Receipt::read));
        boolean isComplete = tally.read() >= tally.of(message);
        if (!isComplete && (message.flags() & (MessageFlags.DELIVERY_RECEIPT | MessageFlags.READ_RECEIPT)) != 0) {
            news.computeIfAbsent(message.ref(), _ -> new ArrayList<>());
        }
        return true;
    }

    /// When the last of those who are left did it; now when nobody did.
    private long last(Ref ref, int leaver, ToLongFunction<Receipt> when) {
        long last = 0;
        List<Receipt> page;
        int after = 0;
        do {
            page = store.receipts(ref, after, RECEIPTS_PAGE);
            for (Receipt receipt : page) {
                after = receipt.uid();
                if (!receipt.gone() && receipt.uid() != leaver) {
                    last = Math.max(last, when.applyAsLong(receipt));
                }
            }
        } while (page.size() == RECEIPTS_PAGE);
        return last == 0 ? now : last;
    }

    private void report(StoredMessage message, int uid, MessageStatus status) {
        news.computeIfAbsent(message.ref(), _ -> new ArrayList<>())
                .add(new Payloads.Progress.By(uid, status.code(), now));
    }

    /// There is none where the sums say that nobody has one.
    private Receipt receipt(ReceiptKey key, Tally tally) {
        Receipt known = receipts.get(key);
        if (known == null) {
            known = tally.delivered() == 0 && tally.gone() == 0
                    ? new Receipt(key.uid, 0, 0)
                    : store.receipt(key.ref, key.uid);
        }
        return known;
    }

    private Tally tally(Ref ref) {
        return tallies.computeIfAbsent(ref, store::tally);
    }

    /// A message that disappears some time after all have it, or have read it.
    ///
    /// @param delivered when the last one got it
    /// @param read when the last one read it
    private void startTimers(StoredMessage message, Tally before, Tally after, long delivered, long read) {
        Age age = message.age();
        if (age == null) {
            return;
        }
        int were = before.of(message);
        int are = after.of(message);
        if (age.delivered() > 0 && before.delivered() < were && after.delivered() >= are) {
            timers.add(Ages.task(message, delivered + age.delivered() * 1000));
        }
        if (age.read() > 0 && before.read() < were && after.read() >= are) {
            timers.add(Ages.task(message, read + age.read() * 1000));
        }
    }

    ReadMarks marks() {
        return marks;
    }

    void entry(int uid, InboxEntry.Kind kind, Ref ref, Payloads.Orders what, int device) {
        own.add(new Own(uid, kind, ref, what, device));
    }

    /// Writes everything; then senders and the users' other devices hear of it.
    void commit(LiveDevices live, Frames frames) {
        var write = new InboxWrite(live).addAll(timers);
        receipts.forEach((key, receipt) -> write.add(new Change.SetReceipt(key.ref, receipt)));
        tallies.forEach((ref, tally) -> write.add(new Change.SetTally(ref, tally)));
        marks.addTo(write);
        news.forEach((ref, by) -> tellSender(ref, by, write, frames));
        own.forEach(o -> tellOwnDevices(o, now, write, frames));
        write.commit(store);
    }

    private void tellSender(Ref ref, List<Payloads.Progress.By> by, InboxWrite write, Frames frames) {
        StoredMessage message = message(ref);
        if (message == null) {
            return;
        }
        Tally tally = tally(ref);
        int status = Statuses.of(message, tally).code();
        for (int from = 0; from < by.size() || from == 0; from += BY_PER_ENTRY) {
            var part = by.subList(from, Math.min(from + BY_PER_ENTRY, by.size()));
            var progress = new Payloads.Progress(
                    status, tally.delivered(), tally.read(), tally.of(message), List.copyOf(part));
            byte[] encoded = frames.encode(frames.status(message, progress));
            write.entry(
                    new Change.Deliver(message.sender(), InboxEntry.Kind.STATUS, ref, now, progress.encode()),
                    _ -> new LiveDevices.Entry(encoded, null, 0));
        }
    }

    private static void tellOwnDevices(Own o, long now, InboxWrite write, Frames frames) {
        byte[] encoded = o.kind == InboxEntry.Kind.SEEN
                ? frames.encode(frames.seen(o.ref.conversation(), o.uid, o.what))
                : frames.encode(frames.retracted(o.ref.conversation(), o.uid, o.what));
        write.entry(
                new Change.Deliver(o.uid, o.kind, o.ref, now, o.what.encode()),
                _ -> new LiveDevices.Entry(encoded, null, o.device));
    }
}
