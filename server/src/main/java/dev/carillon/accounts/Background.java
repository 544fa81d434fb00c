package dev.carillon.accounts;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// Where the domain gets the few threads that it has of its own. A simulation gives it others, so that one thread
/// does everything in a sequence that can be repeated.
public interface Background {

    /// A thread that is still to be started, and ends by itself.
    Thread thread(String name, Runnable work);

    /// Runs small pieces of work from time to time, one at a time.
    ScheduledExecutorService timer(String name);

    /// Threads of the platform.
    static Background real() {
        return new Background() {
            @Override
            public Thread thread(String name, Runnable work) {
                return Thread.ofPlatform().name(name).unstarted(work);
            }

            @Override
            public ScheduledExecutorService timer(String name) {
                return Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
            }
        };
    }
}
