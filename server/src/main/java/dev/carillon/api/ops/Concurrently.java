package dev.carillon.api.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Does the same with many things at once. Writes that are waiting together share one sync of the disk.
final class Concurrently {
    private static final int AT_ONCE = 256;

    private Concurrently() {}

    /// Returns when all is done. What one of them throws is thrown on; those not yet begun may then be left out.
    static <T> void forEach(List<T> things, Consumer<T> work) {
        if (things.size() < 2) {
            things.forEach(work);
            return;
        }
        var next = new AtomicInteger();
        var workers = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < Math.min(AT_ONCE, things.size()); worker++) {
                workers.add(threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < things.size(); i = next.getAndIncrement()) {
                        work.accept(things.get(i));
                    }
                }));
            }
        }
        workers.forEach(Concurrently::rethrow);
    }

    private static void rethrow(Future<?> worker) {
        try {
            worker.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("not all could be done", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
