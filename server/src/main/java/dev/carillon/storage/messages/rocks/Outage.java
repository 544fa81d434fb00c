package dev.carillon.storage.messages.rocks;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/// Tells the log when the disk stops taking writes, now and then while it does, and when it takes them again. Only
/// used by the commit thread.
final class Outage {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = System.getLogger(Outage.class.getName());

    /// Groups refused in a row.
    private long refused;

    private long told;

    void failed(IOException e) {
        if (refused == 0 || System.nanoTime() - told > EVERY) {
            told = System.nanoTime();
            LOG.log(
                    Level.ERROR,
                    "Messages cannot be written. When the disk is full, make room: writing goes on by itself within"
                            + " seconds. After any other failure of the disk, repair it and restart.",
                    e);
        }
        refused++;
    }

    void over() {
        if (refused > 0) {
            LOG.log(Level.INFO, "Messages can be written again; {0} groups of writes had been refused", refused);
            refused = 0;
        }
    }
}
