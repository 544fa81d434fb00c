package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.metrics.Metrics;
import dev.carillon.storage.messages.StoreStats;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one thread that writes messages: takes whatever waits, makes one batch of it, writes it with one sync, and
/// lets the callers go. While it syncs, the next group gathers, so groups grow by themselves as load grows.
final class CommitThread {
    /// Bounds a group, so that a write behind large ones does not wait for all of them.
    private static final int CHANGES = 20_000;

    private static final int BYTES = 4 << 20;

    private static final Logger LOG = System.getLogger(CommitThread.class.getName());

    private final Database database;
    private final DueFrom dueFrom;
    private final GroupHeads heads;
    private final RecentMessages recent;
    private final Clock clock;
    private final GroupEncoder encoder;
    private final AfterThread after = new AfterThread();
    private final WriteQueue queue = new WriteQueue();
    private final Counters counters = new Counters();
    private final Outage outage = new Outage();
    private final AtomicLong lastOrder;
    private volatile long storedOrder;
    private final Thread thread = Thread.ofPlatform().name("store-commit").unstarted(this::run);

    CommitThread(Database database, DueFrom dueFrom, GroupHeads heads, RecentMessages recent, Clock clock) {
        this.database = database;
        this.dueFrom = dueFrom;
        this.heads = heads;
        this.recent = recent;
        this.clock = clock;
        this.encoder = new GroupEncoder(database, clock);
        this.lastOrder = new AtomicLong(encoder.lastOrder());
        this.storedOrder = Records.number(database.get(Column.META, Keys.LAST_ORDER));
    }

    void start() {
        after.start();
        thread.start();
    }

    Commit commit(List<Change> changes, Consumer<Commit> then) {
        if (after.isCurrent()) {
            throw new IllegalStateException("a write from the then of a write would wait for itself");
        }
        var write = PendingWrite.awaited(changes, then);
        queue.put(write, thread);
        return write.await();
    }

    void submit(List<Change> changes, Consumer<Commit> then, Consumer<RuntimeException> failed) {
        if (after.isCurrent()) {
            throw new IllegalStateException("a write from the then of a write might wait for itself");
        }
        queue.put(PendingWrite.submitted(changes, then, failed), thread);
    }

    /// The highest order that is durable.
    long lastOrder() {
        return lastOrder.get();
    }

    /// The highest order that the store itself knows of; below the last one when numbers were left out.
    long storedOrder() {
        return storedOrder;
    }

    /// Has orders begin above this one. Only before the first write.
    void beginAbove(long order) {
        encoder.beginAbove(order);
        storedOrder = order;
        lastOrder.set(encoder.lastOrder());
    }

    /// See [GroupEncoder#forget].
    void forget() {
        encoder.forget();
    }

    StoreStats stats() {
        return counters.stats(queue.size(), after.waiting());
    }

    void measure(Metrics metrics) {
        counters.measure(metrics);
        metrics.gauge("carillon_store_waiting", "Writes that wait for their turn", queue::size);
        metrics.gauge("carillon_store_announcing", "Groups of writes that wait to be announced", after::waiting);
    }

    private void run() {
        try {
            for (PendingWrite first = queue.take(); first != null; first = queue.take()) {
                round(first);
            }
            after.close();
        } catch (InterruptedException e) {
            LOG.log(Level.ERROR, "The thread that writes messages was interrupted and ended", e);
        }
    }

    private void round(PendingWrite first) throws InterruptedException {
        List<PendingWrite> group = new ArrayList<>();
        try {
            gather(first, group);
            write(group);
        } catch (RuntimeException | Error e) {
            // A bug, or no memory: the callers must not wait for ever, and the thread goes on.
            LOG.log(Level.ERROR, "A group of writes failed", e);
            encoder.forget();
            group.forEach(write -> write.fail(e));
        }
        after.handOver(group);
    }

    /// Encodes waiting writes until none is left or the group is large enough. One that cannot be encoded fails
    /// alone, and ends the group.
    private void gather(PendingWrite first, List<PendingWrite> group) {
        encoder.begin();
        int changes = 0;
        for (@Nullable PendingWrite next = first; next != null; ) {
            group.add(next);
            try {
                next.encoded(encoder.add(next.changes()));
            } catch (RuntimeException e) {
                next.fail(e);
                break;
            }
            changes += next.changes().size();
            next = changes < CHANGES && encoder.size() < BYTES ? queue.poll() : null;
        }
        counters.changes(changes);
    }

    private void write(List<PendingWrite> group) {
        Batch batch = encoder.finish(lastOrder.get());
        long begun = System.nanoTime();
        try {
            if (!batch.isEmpty()) {
                database.write(batch, true);
            }
        } catch (IOException e) {
            encoder.forget();
            counters.failed(clock.millis());
            outage.failed(e);
            group.forEach(write -> write.fail(e));
            return;
        }
        outage.over();
        counters.written(group, System.nanoTime() - begun);
        // first, so that whoever reads up to the last order does not miss anything
        group.forEach(write -> write.noteIn(recent));
        encoder.groupHeads().forEach(heads::raise);
        if (encoder.lastOrder() != lastOrder.getAndSet(encoder.lastOrder())) {
            storedOrder = encoder.lastOrder();
        }
        byte @Nullable [] task = encoder.firstTask();
        if (task != null) {
            dueFrom.lower(task);
        }
        group.forEach(PendingWrite::succeed);
    }

    /// Does what is waiting, runs every `then`, and ends. Nobody may commit any more.
    void close() {
        queue.close(thread);
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
    }
}
