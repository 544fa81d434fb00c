package dev.carillon.simulation;

import dev.carillon.accounts.Background;
import dev.carillon.messaging.MessageStore;
import dev.carillon.storage.messages.MessageStoreContract;
import java.util.Random;

/// The simulation proves nothing with a store that promises less, or more, than the real one.
class MemoryMessageStoreTest extends MessageStoreContract {
    private final MessageDisk disk = new MessageDisk(clock::millis);

    @Override
    protected MessageStore open() {
        return new MemoryMessageStore(disk, Background.real(), new Random(1), Thread::yield);
    }
}
