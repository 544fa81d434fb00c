package dev.carillon.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How fast one user, on all devices together, may send what others get: a token bucket for each user who is sending.
/// Safe for all threads.
final class MessageRates {
    /// A burst is as much as so many seconds allow.
    static final int BURST_SECONDS = 10;

    private static final int USERS = 1_000_000;
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final LongSupplier nanos;
    /// A bucket that was not asked for as long as a burst takes to come back is full, and need not be kept.
    private final Cache<Integer, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(USERS)
            .expireAfterAccess(Duration.ofSeconds(2 * BURST_SECONDS))
            .build();

    private final class Bucket {
        private double tokens = (double) perSecond * BURST_SECONDS;
        private long at = nanos.getAsLong();

        synchronized boolean take() {
            long now = nanos.getAsLong();
            tokens = Math.min((double) perSecond * BURST_SECONDS, tokens + (now - at) / NANOS * perSecond);
            at = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    /// @param perSecond 0: no bound
    /// @param nanos a clock that only goes forward
    MessageRates(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    boolean grants(int uid) {
        return perSecond == 0 || buckets.get(uid, _ -> new Bucket()).take();
    }

    String refusal() {
        return "a user may send " + perSecond + " messages and changes of messages a second, and "
                + perSecond * BURST_SECONDS + " at once";
    }
}
