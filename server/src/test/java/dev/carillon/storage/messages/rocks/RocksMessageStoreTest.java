package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.MessageStore;
import dev.carillon.storage.messages.MessageStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksMessageStoreTest extends MessageStoreContract {
    @TempDir
    Path folder;

    @Override
    protected MessageStore open() {
        return RocksMessageStore.open(folder, clock);
    }
}
