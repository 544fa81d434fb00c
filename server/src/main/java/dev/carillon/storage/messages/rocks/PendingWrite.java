package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One caller's write on its way: made and awaited by the caller, settled once by the commit thread.
final class PendingWrite {
    private final List<Change> changes;
    private final Consumer<Commit> then;
    private final Thread caller = Thread.currentThread();
    private @Nullable Commit commit;
    private @Nullable Throwable failure;
    /// Written last and read first: makes the other two visible.
    private volatile boolean settled;

    PendingWrite(List<Change> changes, Consumer<Commit> then) {
        this.changes = changes;
        this.then = then;
    }

    List<Change> changes() {
        return changes;
    }

    /// What the write will have done once its group is durable.
    void encoded(Commit result) {
        commit = result;
    }

    boolean isDuplicate() {
        return commit != null && commit.duplicate() != null;
    }

    void succeed() {
        settled = true;
        LockSupport.unpark(caller);
    }

    /// Does nothing when it was settled before.
    ///
    /// @param cause an [IOException], or what was wrong with the changes
    void fail(Throwable cause) {
        if (!settled) {
            failure = cause;
            succeed();
        }
    }

    /// Waits until the write is durable or has failed. An interrupt does not end the waiting, because it would not
    /// stop the write: it is kept for the caller's next blocking step.
    Commit await() {
        boolean interrupted = false;
        while (!settled) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        if (failure instanceof UncheckedIOException e) {
            throw new UncheckedIOException(e.getMessage(), e.getCause());
        }
        if (failure != null) {
            throw new IllegalArgumentException("The write was not done: " + failure.getMessage(), failure);
        }
        return Objects.requireNonNull(commit);
    }

    void runThen() {
        then.accept(Objects.requireNonNull(commit));
    }
}
