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

/// One write on its way: made by a caller, who awaits it or has gone on, and settled once by the commit thread.
final class PendingWrite {
    private final List<Change> changes;
    private final Consumer<Commit> then;
    /// Who awaits it; null when the caller has gone on and hears of a failure too.
    private final @Nullable Thread caller;

    private final Consumer<RuntimeException> failed;
    private @Nullable Commit commit;
    private @Nullable Throwable failure;
    /// Written last and read first: makes the other two visible.
    private volatile boolean settled;

    private PendingWrite(
            List<Change> changes, Consumer<Commit> then, Consumer<RuntimeException> failed, @Nullable Thread caller) {
        this.changes = changes;
        this.then = then;
        this.failed = failed;
        this.caller = caller;
    }

    /// For a caller who will [#await] it.
    static PendingWrite awaited(List<Change> changes, Consumer<Commit> then) {
        return new PendingWrite(changes, then, _ -> {}, Thread.currentThread());
    }

    /// For a caller who goes on.
    static PendingWrite submitted(List<Change> changes, Consumer<Commit> then, Consumer<RuntimeException> failed) {
        return new PendingWrite(changes, then, failed, null);
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

    /// Tells what it did, unless it has failed.
    void noteIn(RecentMessages recent) {
        if (failure == null) {
            recent.written(changes, Objects.requireNonNull(commit));
        }
    }

    /// Does nothing when it has failed before.
    void succeed() {
        if (!settled) {
            settle();
        }
    }

    private void settle() {
        settled = true;
        if (caller != null) {
            LockSupport.unpark(caller);
        }
    }

    /// Does nothing when it was settled before.
    ///
    /// @param cause an [IOException], or what was wrong with the changes
    void fail(Throwable cause) {
        if (!settled) {
            failure = cause;
            settle();
        }
    }

    boolean hasFailed() {
        return failure != null;
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
        if (failure != null) {
            throw failure(failure);
        }
        return Objects.requireNonNull(commit);
    }

    private static RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case IOException e -> new UncheckedIOException(e.getMessage(), e);
            case UncheckedIOException e -> new UncheckedIOException(e.getMessage(), e.getCause());
            default -> new IllegalArgumentException("The write was not done: " + cause.getMessage(), cause);
        };
    }

    /// What was to follow: the `then` when the write is durable, else the word of its failure.
    void runAfter() {
        if (failure == null) {
            then.accept(Objects.requireNonNull(commit));
        } else {
            failed.accept(failure(failure));
        }
    }
}
