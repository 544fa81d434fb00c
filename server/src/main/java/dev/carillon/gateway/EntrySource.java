package dev.carillon.gateway;

import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.Sender;
import java.util.List;

/// The inbox behind a [DeviceFeed]: the part of [Messaging] that it uses.
interface EntrySource {
    /// As [Messaging#entries].
    Messaging.Batch entries(Sender who, long after, int limit);

    /// As [Messaging#acknowledge].
    void acknowledge(Sender who, long seq, int entries, List<Ref> received);

    static EntrySource of(Messaging messaging) {
        return new EntrySource() {
            @Override
            public Messaging.Batch entries(Sender who, long after, int limit) {
                return messaging.entries(who, after, limit);
            }

            @Override
            public void acknowledge(Sender who, long seq, int entries, List<Ref> received) {
                messaging.acknowledge(who, seq, entries, received);
            }
        };
    }
}
