package dev.carillon.messaging;

import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ServerFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way of every message: accepting, storing, delivering, receipts, history, taking back. Safe for all threads;
/// methods block until what they did is durable.
public final class Messaging implements AutoCloseable {

    /// Accepts a message of a client or of the back-end: checks, stores with one atomic write, delivers.
    public SendResult send(Sender sender, Draft draft) {
        throw new UnsupportedOperationException();
    }

    // --- requests of clients; each returns the answer frame ([ServerFrame.Ok], the named answer, or
    // [ServerFrame.Error])

    public ServerFrame cancel(Sender who, ClientFrame.Cancel frame) {
        throw new UnsupportedOperationException();
    }

    public ServerFrame scheduled(Sender who, ClientFrame.Scheduled frame) {
        throw new UnsupportedOperationException();
    }

    public ServerFrame read(Sender who, ClientFrame.Read frame) {
        throw new UnsupportedOperationException();
    }

    public ServerFrame receipts(Sender who, ClientFrame.Receipts frame) {
        throw new UnsupportedOperationException();
    }

    public ServerFrame edit(Sender who, ClientFrame.Edit frame) {
        throw new UnsupportedOperationException();
    }

    public ServerFrame retract(Sender who, ClientFrame.Retract frame) {
        throw new UnsupportedOperationException();
    }

    public ServerFrame clear(Sender who, ClientFrame.Clear frame) {
        throw new UnsupportedOperationException();
    }

    public ServerFrame conversations(Sender who, ClientFrame.Conversations frame) {
        throw new UnsupportedOperationException();
    }

    public ServerFrame history(Sender who, ClientFrame.History frame) {
        throw new UnsupportedOperationException();
    }

    // --- delivery to one device

    /// Where delivery to a device begins.
    ///
    /// @param claimed the client's own cursor, or null to go by the server's record
    public Resume resume(Sender who, @Nullable Long claimed) {
        throw new UnsupportedOperationException();
    }

    /// @param cursor delivery begins above this seq
    /// @param head newest seq
    /// @param cut entries after the client's cursor are no longer there
    public record Resume(long cursor, long head, boolean cut) {}

    /// The next entries for a device with seq above `after`, ready to be written.
    public Batch entries(Sender who, long after, int limit) {
        throw new UnsupportedOperationException();
    }

    /// @param upTo highest seq that was looked at: entries that are not for this device are left out of the list
    public record Batch(List<Delivery> deliveries, long upTo) {}

    /// @param receiptFor as in [LiveDevices.Entry]
    public record Delivery(
            long seq, byte[] encoded, @Nullable Ref receiptFor) {}

    /// A device has acknowledged everything up to `seq`; `received` are the messages that it thereby has. Returns at
    /// once; bounded: waits when too much is queued.
    public void acknowledge(Sender who, long seq, List<Ref> received) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
