package dev.carillon.messaging;

/// Hears once what became of a message: in the call that sends it where nothing has to be stored, else on the store's
/// own thread, in the sequence of commits. Must not block.
public interface SendAnswer {
    void result(SendResult result);

    /// The store failed; the message may be sent again.
    void failed(RuntimeException failure);
}
