package dev.carillon.gateway;

import dev.carillon.accounts.DamagedData;
import dev.carillon.metrics.RateLimitedLog;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;

/// Tells the log that requests fail because of the disk: now and then, not once for each of them, for a full disk makes
/// all of them fail. Safe for all threads.
public final class DiskTrouble {
    private static final String FULL = "the server's disk does not take it; nothing was done, try again later";
    private static final String DAMAGED = "what the server has stored is damaged there; its operator has to repair it";

    private final RateLimitedLog log = new RateLimitedLog(DiskTrouble.class);
    private final RateLimitedLog damages = new RateLimitedLog(DiskTrouble.class);

    /// Whether whoever asked may try again: not where what is stored is damaged.
    public static boolean passes(UncheckedIOException e) {
        return !(e instanceof DamagedData);
    }

    /// Returns what whoever asked is told.
    public String failed(UncheckedIOException e) {
        if (passes(e)) {
            log.log(Level.ERROR, "A request failed because of the disk", e);
            return FULL;
        }
        damages.log(
                Level.ERROR,
                "A request failed because stored data are damaged. Restore the data folder from a backup; what is"
                        + " damaged, the cause says",
                e);
        return DAMAGED;
    }
}
