package dev.carillon.gateway;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Tells the log that requests fail because of the disk: now and then, not once for each of them, for a full disk makes
/// all of them fail. Safe for all threads.
public final class DiskTrouble {
    /// What whoever asked is told.
    public static final String ANSWER = "the server's disk does not take it; nothing was done, try again later";

    private static final long EVERY = TimeUnit.SECONDS.toNanos(10);
    private static final Logger LOG = System.getLogger(DiskTrouble.class.getName());

    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    public void failed(UncheckedIOException e) {
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + EVERY)) {
            LOG.log(Level.ERROR, "A request failed because of the disk; others that fail so are not told for 10 s", e);
        }
    }
}
