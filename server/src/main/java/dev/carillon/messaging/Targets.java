package dev.carillon.messaging;

import org.jspecify.annotations.Nullable;

/// Finds the messages that tasks name.
final class Targets {
    private Targets() {}

    /// The message, or null when it is no longer there.
    static @Nullable StoredMessage resolve(MessageStore store, Payloads.Target target) {
        if (target.order() != 0) {
            return store.message(new Ref(target.conversation(), target.order()));
        }
        for (Ref ref : store.find(target.sender(), target.mid())) {
            if (ref.conversation().equals(target.conversation())) {
                return store.message(ref);
            }
        }
        return null;
    }
}
