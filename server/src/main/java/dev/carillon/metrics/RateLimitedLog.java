package dev.carillon.metrics;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A log for one kind of event that strangers, or a failing machine, can cause as often as they like: one entry in
/// ten seconds, and the next one says how many were left out. Whoever has several kinds has several of these. Safe for
/// all threads.
public final class RateLimitedLog {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(10);
    private static final int SHOWN_CHARS = 100;

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong quietUntil;
    private final AtomicLong leftOut = new AtomicLong();

    public RateLimitedLog(Class<?> owner) {
        this(System.getLogger(owner.getName()), System::nanoTime);
    }

    RateLimitedLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.quietUntil = new AtomicLong(nanoTime.getAsLong());
    }

    /// @param line without anything secret; what strangers sent only [#printable]
    public void log(Level level, String line) {
        log(level, line, null);
    }

    /// As [#log(Level, String)], with the trace of the cause.
    public void log(Level level, String line, @Nullable Throwable cause) {
        long now = nanoTime.getAsLong();
        long until = quietUntil.get();
        if (now - until < 0 || !quietUntil.compareAndSet(until, now + EVERY)) {
            leftOut.incrementAndGet();
            return;
        }
        long more = leftOut.getAndSet(0);
        String told = more == 0 ? line : line + " (" + more + " more of this kind since the last line)";
        if (cause == null) {
            log.log(level, () -> told);
        } else {
            log.log(level, () -> told, cause);
        }
    }

    /// What a stranger sent, for a line of the log: nothing that breaks the line or controls a terminal, and not much.
    public static String printable(String text) {
        String start = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) : text;
        String plain = start.replaceAll("[^\\x21-\\x7e]", "?");
        return text.length() > SHOWN_CHARS ? plain + "…" : plain;
    }
}
