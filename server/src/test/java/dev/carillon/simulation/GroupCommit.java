package dev.carillon.simulation;

import dev.carillon.accounts.Background;
import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Makes writes durable in groups: one thread writes a group to the disk and then lets its callers go, another runs
/// the `then`s in the sequence of commits.
///
/// Between any two of its steps another thread may run, or the process may end: before a group is durable all of it
/// is lost, afterwards nothing is, whoever has heard of it.
final class GroupCommit implements AutoCloseable {
    private static final int LARGEST = 8;

    private final MessageDisk disk;
    private final RandomGenerator random;
    private final BlockingQueue<Write> waiting = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> durable = new LinkedBlockingQueue<>();
    private final Thread committing;
    private final Thread telling;
    private boolean closed;

    private record Write(List<Change> changes, Consumer<Commit> then, CompletableFuture<Commit> done, boolean last) {}

    GroupCommit(MessageDisk disk, Background background, RandomGenerator random) {
        this.disk = disk;
        this.random = random;
        committing = background.thread("commits", this::commitGroups);
        telling = background.thread("thens", this::tell);
        committing.start();
        telling.start();
    }

    Commit commit(List<Change> changes, Consumer<Commit> then) {
        Thread.yield();
        var write = new Write(List.copyOf(changes), then, new CompletableFuture<>(), false);
        waiting.add(write);
        return write.done.join();
    }

    void submit(List<Change> changes, Consumer<Commit> then) {
        Thread.yield();
        waiting.add(new Write(List.copyOf(changes), then, new CompletableFuture<>(), false));
    }

    /// Has something told after what is durable already.
    void tell(Runnable news) {
        durable.add(news);
    }

    private void commitGroups() {
        try {
            boolean last = false;
            while (!last) {
                List<Write> group = group();
                Thread.yield();
                List<Commit> commits = write(group);
                Thread.yield();
                for (int i = 0; i < commits.size(); i++) {
                    Write write = group.get(i);
                    Commit commit = commits.get(i);
                    write.done.complete(commit);
                    durable.add(() -> write.then.accept(commit));
                }
                last = group.stream().anyMatch(Write::last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Write> group() throws InterruptedException {
        List<Write> group = new ArrayList<>(List.of(waiting.take()));
        waiting.drainTo(group, random.nextInt(LARGEST));
        return group;
    }

    /// All of the group at once.
    private List<Commit> write(List<Write> group) {
        synchronized (disk) {
            return group.stream().map(write -> disk.apply(write.changes)).toList();
        }
    }

    private void tell() {
        try {
            while (true) {
                Runnable next = durable.take();
                Thread.yield();
                if (next.equals(LAST)) {
                    return;
                }
                next.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final Runnable LAST = () -> {};

    /// Finishes what waits.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            waiting.add(new Write(List.of(), _ -> {}, new CompletableFuture<>(), true));
            committing.join();
            durable.add(LAST);
            telling.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
