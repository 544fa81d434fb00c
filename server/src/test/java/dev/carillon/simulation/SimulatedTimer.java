package dev.carillon.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Periodic work by the simulated clock; each piece gets a thread of its own.
///
/// The nightly sweep of old messages is left out: it sleeps in real time between its pieces.
final class SimulatedTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private static final String NIGHTLY = "upkeep";

    private final String name;
    private final SimulatedClock clock;
    private final Executor threads;
    private final List<Work> works = new ArrayList<>();

    private static final class Work {
        final Runnable piece;
        final long pause;
        long due;
        boolean running;

        Work(Runnable piece, long pause, long due) {
            this.piece = piece;
            this.pause = pause;
            this.due = due;
        }
    }

    SimulatedTimer(String name, SimulatedClock clock, Executor threads) {
        this.name = name;
        this.clock = clock;
        this.threads = threads;
    }

    void ring() {
        if (name.equals(NIGHTLY)) {
            return;
        }
        for (Work work : works) {
            if (!work.running && work.due <= clock.millis()) {
                work.running = true;
                threads.execute(() -> {
                    work.piece.run();
                    work.due = clock.millis() + work.pause;
                    work.running = false;
                });
            }
        }
    }

    @Override
    @SuppressWarnings("DataFlowIssue")
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable piece, long first, long pause, TimeUnit unit) {
        works.add(new Work(piece, unit.toMillis(pause), clock.millis() + unit.toMillis(first)));
        return null;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable piece, long first, long pause, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        works.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        works.clear();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return works.isEmpty();
    }

    @Override
    public boolean isTerminated() {
        return works.isEmpty();
    }

    @Override
    public boolean awaitTermination(long most, TimeUnit unit) {
        return true;
    }
}
