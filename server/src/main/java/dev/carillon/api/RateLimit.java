package dev.carillon.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A token bucket for each application. Safe for all threads; holds as many buckets as there are applications.
final class RateLimit {
    private static final double NANOS = 1e9;

    private final ApiSettings.@Nullable Rate rate;
    private final LongSupplier nanos;
    private final Map<Integer, Bucket> buckets = new ConcurrentHashMap<>();

    private record Bucket(double tokens, long at, boolean granted) {}

    /// @param rate null: no limit
    /// @param nanos a clock that only goes forward
    RateLimit(ApiSettings.@Nullable Rate rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
    }

    boolean grants(int aid) {
        ApiSettings.Rate limit = rate;
        if (limit == null) {
            return true;
        }
        long now = nanos.getAsLong();
        return buckets.compute(aid, (_, bucket) -> take(limit, bucket, now)).granted();
    }

    private static Bucket take(ApiSettings.Rate limit, @Nullable Bucket bucket, long now) {
        double tokens = bucket == null
                ? limit.burst()
                : Math.min(limit.burst(), bucket.tokens() + (now - bucket.at()) / NANOS * limit.perSecond());
        return tokens >= 1 ? new Bucket(tokens - 1, now, true) : new Bucket(tokens, now, false);
    }
}
