package dev.carillon.storage.sql;

import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Histogram;
import dev.carillon.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The one thread that writes. It runs all writes that wait as one transaction, each in its own savepoint, so that
/// one sync serves many callers and one that fails undoes only itself. At most [#QUEUE] writes wait; then callers
/// wait.
final class Writer implements AutoCloseable {
    private static final int QUEUE = 4096;
    private static final int BATCH = 1024;

    private final Sql sql;
    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Histogram sizes = Histogram.ofSizes();
    private final Histogram times = Histogram.ofTimes();
    private final Counter failures = new Counter();
    private final AtomicLong transactions = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    Writer(Sql sql) {
        this.sql = sql;
        thread = Thread.ofPlatform().daemon().name("directory-writer").start(this::run);
    }

    /// Returns when the work is durable. What the work throws is thrown here; then it has not happened.
    <T extends @Nullable Object> T write(Function<Sql, T> work) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a write inside of a write");
        }
        var job = new Job<T>(work);
        enqueue(job);
        return job.result();
    }

    private void enqueue(Job<?> job) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    refuseIfClosed();
                    queue.put(job);
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (closed && queue.remove(job)) {
            refuseIfClosed();
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the directory is closed");
        }
    }

    private void run() {
        List<Job<?>> batch = new ArrayList<>(BATCH);
        while (next(batch)) {
            commit(batch);
            batch.clear();
        }
    }

    /// False: closed, and nothing is left.
    private boolean next(List<Job<?>> batch) {
        while (batch.isEmpty()) {
            queue.drainTo(batch, BATCH);
            if (batch.isEmpty() && closed) {
                return false;
            }
            if (batch.isEmpty()) {
                await(batch);
            }
        }
        return true;
    }

    private void await(List<Job<?>> batch) {
        try {
            batch.add(queue.take());
            queue.drainTo(batch, BATCH - 1);
        } catch (InterruptedException e) {
            // close() wakes this thread so
        }
    }

    void measure(Metrics metrics) {
        metrics.gauge("carillon_directory_waiting", "Writes to the directory that wait for their turn", queue::size);
        metrics.histogram("carillon_directory_batch_writes", "Writes that one transaction served", sizes::snapshot);
        metrics.histogram("carillon_directory_commit_seconds", "A transaction and its sync", times::snapshot);
        metrics.count("carillon_directory_failures_total", "Transactions that failed as a whole", failures::value);
    }

    /// How many were written.
    long transactions() {
        return transactions.get();
    }

    private void commit(List<Job<?>> batch) {
        long begun = System.nanoTime();
        try {
            sql.update("BEGIN IMMEDIATE");
            for (Job<?> job : batch) {
                job.run(sql);
            }
            sql.update("COMMIT");
            transactions.incrementAndGet();
            times.record(System.nanoTime() - begun);
            sizes.record(batch.size());
        } catch (Throwable e) {
            failures.increment();
            rollBack(e);
            batch.forEach(job -> job.fail(e));
        }
        batch.forEach(Job::finish);
    }

    private void rollBack(Throwable cause) {
        try {
            sql.update("ROLLBACK");
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /// Finishes what waits.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        sql.close();
    }

    /// One write and who waits for it.
    private static final class Job<T extends @Nullable Object> {
        private final Function<Sql, T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T value;
        private @Nullable Throwable failure;

        Job(Function<Sql, T> work) {
            this.work = work;
        }

        void run(Sql sql) {
            sql.update("SAVEPOINT job");
            try {
                value = work.apply(sql);
            } catch (RuntimeException e) {
                failure = e;
                sql.update("ROLLBACK TO job");
            }
            sql.update("RELEASE job");
        }

        void fail(Throwable cause) {
            if (failure == null) {
                failure = cause;
            }
        }

        @SuppressWarnings("NullAway") // the value is a T once the work has run
        void finish() {
            if (failure == null) {
                done.complete(value);
            } else {
                done.completeExceptionally(failure);
            }
        }

        T result() {
            try {
                return done.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw e;
            }
        }
    }
}
