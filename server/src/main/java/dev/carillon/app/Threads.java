package dev.carillon.app;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// A virtual thread for each task, and a count of those that run, so that a server that stops can wait for them.
final class Threads implements Executor {
    private final Thread.Builder.OfVirtual builder =
            Thread.ofVirtual().name("task").inheritInheritableThreadLocals(false);
    private final AtomicInteger running = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        running.incrementAndGet();
        builder.start(() -> {
            try {
                task.run();
            } finally {
                running.decrementAndGet();
            }
        });
    }

    int running() {
        return running.get();
    }

    /// False when some still run after that time.
    boolean awaitIdle(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (running.get() > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }
}
