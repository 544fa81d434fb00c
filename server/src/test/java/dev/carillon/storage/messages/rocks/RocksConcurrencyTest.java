package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.MessageStore;
import dev.carillon.storage.messages.ConcurrencyContract;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class RocksConcurrencyTest extends ConcurrencyContract {
    @TempDir
    Path folder;

    @Override
    protected MessageStore open() {
        return RocksMessageStore.open(folder, Clock.systemUTC());
    }
}
