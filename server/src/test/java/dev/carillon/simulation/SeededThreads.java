package dev.carillon.simulation;

import dev.carillon.accounts.Background;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Virtual threads that take turns on the one thread that made this, in a sequence that the random generator decides.
/// Code under test blocks, waits and hands over as it always does; every point where a thread stops (a lock, a queue,
/// a future, [Thread#yield]) is a point where another one may go on instead. Nothing else runs, so the same numbers
/// give the same run.
///
/// Threads that are waiting when this is thrown away never go on: that is how a process is killed.
///
/// The JDK has no public way yet to say where virtual threads run; its own tests use the constructor that is used
/// here. It needs `--add-opens java.base/java.lang=ALL-UNNAMED`.
final class SeededThreads implements Executor, Background {
    private final Thread owner = Thread.currentThread();
    private final RandomGenerator random;
    private final SimulatedClock clock;
    private final List<Runnable> ready = new ArrayList<>();
    private final List<SimulatedTimer> timers = new ArrayList<>();
    private final Thread.Builder.OfVirtual builder;
    private @Nullable Throwable failure;

    SeededThreads(RandomGenerator random, SimulatedClock clock) {
        this.random = random;
        this.clock = clock;
        builder = builderOn(this::goOnLater)
                .inheritInheritableThreadLocals(false)
                .uncaughtExceptionHandler((_, e) -> failure = e);
    }

    private static Thread.Builder.OfVirtual builderOn(Executor turns) {
        try {
            Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return (Thread.Builder.OfVirtual) constructor.newInstance(turns);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "the simulation decides where virtual threads run: start it by Maven, or with"
                            + " --add-opens java.base/java.lang=ALL-UNNAMED",
                    e);
        }
    }

    /// Called by the JDK whenever a thread can go on.
    private void goOnLater(Runnable continuation) {
        Thread caller = Thread.currentThread();
        if (caller != owner && !caller.isVirtual()) {
            failure = new IllegalStateException(
                    caller.getName() + " woke a simulated thread: it waited for a monitor or for real time");
        }
        ready.add(continuation);
    }

    /// A thread for each task, as the server has it.
    @Override
    public void execute(Runnable task) {
        builder.start(task);
    }

    @Override
    public Thread thread(String name, Runnable work) {
        return builder.unstarted(work);
    }

    @Override
    public ScheduledExecutorService timer(String name) {
        var timer = new SimulatedTimer(name, clock, this);
        timers.add(timer);
        return timer;
    }

    /// Begins the periodic work whose time has come.
    void ring() {
        timers.forEach(SimulatedTimer::ring);
    }

    boolean idle() {
        return ready.isEmpty();
    }

    /// Lets one thread go on until it stops. False when none can.
    boolean step() {
        if (ready.isEmpty()) {
            return false;
        }
        int chosen = random.nextInt(ready.size());
        Runnable last = ready.removeLast();
        Runnable next = chosen == ready.size() ? last : ready.set(chosen, last);
        next.run();
        if (failure != null) {
            throw new AssertionError("a thread of the server died", failure);
        }
        return true;
    }
}
