package dev.carillon.bench.server;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.MessageStore;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.protocol.Limits;
import dev.carillon.storage.messages.rocks.RocksMessageStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Fills a data folder through the server's own store, as if users 0 and 1, 2 and 3 … had written to each other for
/// long: messages with their ids and conversations. The inboxes stay empty, as they are when everything was
/// acknowledged.
public final class StoredMessages {
    /// So many writes share one sync.
    private static final int WRITERS = 1_000;

    private final byte[] content;
    private final List<Backend.User> users;

    /// @param users an even number of them
    public StoredMessages(List<Backend.User> users, int bytes) {
        this.users = users;
        this.content = ("{\"text\":\"" + "x".repeat(bytes) + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    /// Adds messages `from` to `messages`−1. No server may run on the folder.
    public void fill(DataFolder folder, long from, long messages) {
        var next = new AtomicLong(from);
        try (var store = RocksMessageStore.open(folder.path(), Clock.systemUTC())) {
            List<Thread> writers = IntStream.range(0, WRITERS)
                    .mapToObj(_ -> Thread.startVirtualThread(() -> {
                        for (long n = next.getAndIncrement(); n < messages; n = next.getAndIncrement()) {
                            write(store, n);
                        }
                    }))
                    .toList();
            for (Thread writer : writers) {
                writer.join();
            }
            if (store.lastOrder() < messages) {
                throw new IllegalStateException("the store could not be filled; see the log above");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void write(MessageStore store, long n) {
        int sender = (int) (n % users.size());
        int from = users.get(sender).uid();
        int to = users.get(sender ^ 1).uid();
        long now = System.currentTimeMillis();
        store.commit(List.of(new Change.NewMessage(new StoredMessage(
                new Ref(Conversation.direct(from, to), 0),
                1,
                from,
                to,
                1 + n,
                now,
                0,
                0,
                now + Limits.DEFAULT_EXPIRY * 1_000,
                0,
                0,
                false,
                null,
                0,
                0,
                1,
                content))));
    }
}
