package dev.carillon.app;

import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/// Who sees `/metrics`: on the main port whoever has the token, from wherever; on a listener of its own whoever reaches
/// that.
record MetricsDoor(Setup setup, Metrics metrics) {
    private static final String BEARER = "bearer ";

    /// @param token empty: nobody on the main port
    /// @param host of a listener of its own; empty: there is none
    record Setup(String token, String host, int port) {
        boolean listens() {
            return !host.isEmpty();
        }
    }

    /// For the main port.
    HttpHandler guarded() {
        return request -> {
            if (setup.token().isEmpty()) {
                return HttpResponse.text(
                        404,
                        "Metrics are not shown here: set " + Setting.METRICS_TOKEN.key() + " or "
                                + Setting.METRICS_LISTEN.key() + ".\n");
            }
            return holds(request)
                    ? page()
                    : HttpResponse.text(401, "The metrics need their token.\n").with("WWW-Authenticate", "Bearer");
        };
    }

    /// For a listener of its own.
    HttpHandler open() {
        return request -> request.rawPath().equals("/metrics") ? page() : HttpResponse.text(404, "See /metrics.\n");
    }

    private boolean holds(HttpRequest request) {
        String header = request.headers().get("Authorization", "");
        return header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && MessageDigest.isEqual(
                        header.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8),
                        setup.token().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse page() {
        return HttpResponse.of(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.page().getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store");
    }
}
