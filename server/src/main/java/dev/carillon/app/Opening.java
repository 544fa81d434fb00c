package dev.carillon.app;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Something that is opened on a thread of its own while the start goes on. Closing it closes what was opened and not
/// fetched.
final class Opening<T extends AutoCloseable> implements AutoCloseable {
    private final FutureTask<T> task;
    private boolean fetched;

    private Opening(FutureTask<T> task) {
        this.task = task;
    }

    static <T extends AutoCloseable> Opening<T> of(Supplier<T> open) {
        var opening = new Opening<>(new FutureTask<>(open::get));
        Thread.ofPlatform().name("opening").start(opening.task);
        return opening;
    }

    /// What was opened, which is the caller's to close. Waits for it; what went wrong is thrown here.
    T result() {
        T result = await();
        fetched = true;
        return result;
    }

    private T await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws Exception {
        if (!fetched) {
            T result;
            try {
                result = await();
            } catch (RuntimeException e) {
                return; // there is nothing to close; the start failed for another reason
            }
            result.close();
        }
    }
}
