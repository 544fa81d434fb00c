package dev.carillon.accounts;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Runs small pieces of work in the background until it is closed. A piece that fails is logged and tried again.
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Upkeep.class.getName());

    private final ScheduledExecutorService thread;

    public Upkeep(String name, Background background) {
        thread = background.timer(name);
    }

    public void every(long seconds, Runnable work) {
        thread.scheduleWithFixedDelay(() -> guarded(work), seconds, seconds, TimeUnit.SECONDS);
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "upkeep failed, it will be tried again", e);
        }
    }

    /// Waits for the piece that is running.
    @Override
    public void close() {
        thread.close();
    }
}
