package dev.carillon.storage.sql;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A few connections for reading. Whoever finds none free waits without holding a thread of the system, because a
/// call into SQLite does hold one.
final class Readers implements AutoCloseable {
    private final int count;
    private final Semaphore permits;
    private final Deque<Sql> free;

    Readers(List<Sql> connections) {
        count = connections.size();
        permits = new Semaphore(count);
        free = new ConcurrentLinkedDeque<>(connections);
    }

    <T extends @Nullable Object> T read(Function<Sql, T> work) {
        permits.acquireUninterruptibly();
        try {
            Sql sql = free.poll();
            if (sql == null) {
                throw new IllegalStateException("the directory is closed");
            }
            try {
                return work.apply(sql);
            } finally {
                free.push(sql);
            }
        } finally {
            permits.release();
        }
    }

    /// Waits for reads that are under way; later ones are refused.
    @Override
    public void close() {
        permits.acquireUninterruptibly(count);
        for (Sql sql = free.poll(); sql != null; sql = free.poll()) {
            sql.close();
        }
        permits.release(count);
    }
}
