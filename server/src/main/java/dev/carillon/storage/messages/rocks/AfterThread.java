package dev.carillon.storage.messages.rocks;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Runs what follows each write, in the sequence of commits, while the next group is on its way to the disk. At
/// most [#GROUPS] groups wait; then the commit thread waits too.
final class AfterThread {
    private static final int GROUPS = 16;
    private static final List<PendingWrite> END = List.of();

    private static final Logger LOG = System.getLogger(AfterThread.class.getName());

    private final BlockingQueue<List<PendingWrite>> groups = new ArrayBlockingQueue<>(GROUPS);
    private final Thread thread = Thread.ofPlatform().name("store-after").unstarted(this::run);

    void start() {
        thread.start();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    int waiting() {
        return groups.size();
    }

    void handOver(List<PendingWrite> group) throws InterruptedException {
        groups.put(group);
    }

    private void run() {
        try {
            for (List<PendingWrite> group = groups.take(); !group.isEmpty(); group = groups.take()) {
                group.forEach(AfterThread::runAfter);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it but a `then` itself, and that one was its own.
            LOG.log(Level.ERROR, "The thread that announces writes was interrupted and ended", e);
        }
    }

    private static void runAfter(PendingWrite write) {
        try {
            write.runAfter();
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "What should follow a write failed; the write itself is done", e);
        }
        // A `then` that leaves an interrupt behind must not end this thread.
        Thread.interrupted();
    }

    /// Runs what is waiting, then ends.
    void close() throws InterruptedException {
        groups.put(END);
        thread.join();
    }
}
