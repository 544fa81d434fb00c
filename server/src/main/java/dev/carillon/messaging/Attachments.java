package dev.carillon.messaging;

import dev.carillon.protocol.Content;
import org.jspecify.annotations.Nullable;

/// Whoever keeps the files that messages point at. Told before a message is written, and after one is gone, so that a
/// file lives as long as the last message that needs it.
public interface Attachments {

    /// For a server that keeps no files.
    Attachments NONE = new Attachments() {
        @Override
        public @Nullable Hold hold(Name message, @Nullable Content content) {
            return null;
        }

        @Override
        public void gone(byte[] content) {}
    };

    /// Before a message, or what it becomes by an edit, is written, now or at its time. What it points at is safe
    /// when this returns. Null when it points at no file: told by looking at one or two members.
    @Nullable
    Hold hold(Name message, @Nullable Content content);

    /// A message, or what it said before, is no longer stored, or somebody has deleted it for oneself. A hint; must
    /// not block.
    ///
    /// @param content as it was stored
    void gone(byte[] content);

    /// Names a message before it has an order.
    record Name(int sender, long mid, Conversation conversation) {
        static Name of(StoredMessage message) {
            return new Name(message.sender(), message.mid(), message.ref().conversation());
        }
    }

    /// A write that is on its way.
    interface Hold {
        /// It is durable, or has failed. Must not block.
        void release();

        /// The answer to whose message this is, which releases it.
        default SendAnswer until(SendAnswer answer) {
            return new SendAnswer() {
                @Override
                public void result(SendResult result) {
                    release();
                    answer.result(result);
                }

                @Override
                public void failed(RuntimeException failure) {
                    release();
                    answer.failed(failure);
                }
            };
        }
    }

    /// Does something while what it writes is held.
    default void holding(Name message, @Nullable Content content, Runnable write) {
        Hold hold = hold(message, content);
        try {
            write.run();
        } finally {
            if (hold != null) {
                hold.release();
            }
        }
    }
}
