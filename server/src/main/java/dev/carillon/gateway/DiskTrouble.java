package dev.carillon.gateway;

import dev.carillon.metrics.RateLimitedLog;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;

/// Tells the log that requests fail because of the disk: now and then, not once for each of them, for a full disk makes
/// all of them fail. Safe for all threads.
public final class DiskTrouble {
    /// What whoever asked is told.
    public static final String ANSWER = "the server's disk does not take it; nothing was done, try again later";

    private final RateLimitedLog log = new RateLimitedLog(DiskTrouble.class);

    public void failed(UncheckedIOException e) {
        log.log(Level.ERROR, "A request failed because of the disk", e);
    }
}
