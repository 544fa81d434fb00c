package dev.carillon.api;

import dev.carillon.api.ops.ApiError;
import dev.carillon.api.ops.OpRegistry;
import dev.carillon.api.ops.Outcome;
import dev.carillon.api.ops.Spec;
import dev.carillon.metrics.Counter;
import dev.carillon.metrics.Histogram;
import dev.carillon.metrics.Metrics;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// Counts requests of the Backend API, by operation and by what came of them. Safe for all threads.
final class ApiMetrics {
    private final Map<String, Of> ops = new HashMap<>();
    private final Of unknown;
    private final Map<ApiError, Counter> errors = new EnumMap<>(ApiError.class);
    private final Histogram times;

    /// One operation.
    private record Of(Counter done, Counter refused) {
        static Of operation(Metrics metrics, String name) {
            return new Of(counter(metrics, name, "done"), counter(metrics, name, "refused"));
        }

        private static Counter counter(Metrics metrics, String op, String outcome) {
            return metrics.counter(
                    "carillon_api_requests_total",
                    "Requests of the Backend API, by operation; unknown: unreadable, or no such operation",
                    "op",
                    op,
                    "outcome",
                    outcome);
        }
    }

    ApiMetrics(Metrics metrics, OpRegistry registry) {
        for (Spec spec : registry.specs()) {
            Of counters = Of.operation(metrics, spec.name());
            ops.put(spec.name(), counters);
            spec.aliases().forEach(alias -> ops.put(alias, counters));
        }
        unknown = Of.operation(metrics, "unknown");
        for (ApiError error : ApiError.values()) {
            errors.put(
                    error,
                    metrics.counter("carillon_api_errors_total", "Refusals of the Backend API", "error", error.name()));
        }
        times = metrics.times("carillon_api_seconds", "From having read a request of the Backend API to its outcome");
    }

    void unreadable() {
        count(unknown.refused(), ApiError.BADREQUEST);
    }

    /// @param op as it was asked for
    void answered(String op, Outcome outcome, long nanos) {
        Of counters = ops.getOrDefault(op, unknown);
        switch (outcome) {
            case Outcome.Done _ -> counters.done().increment();
            case Outcome.Refusal refusal -> count(counters.refused(), refusal.error());
        }
        times.record(nanos);
    }

    private void count(Counter refused, ApiError error) {
        refused.increment();
        Counter counter = errors.get(error);
        if (counter != null) {
            counter.increment();
        }
    }
}
