package dev.carillon.app;

import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.util.function.BooleanSupplier;

/// `/healthz`: the process answers. `/readyz`: it takes requests; 503 while it starts and stops.
final class Health {
    /// 200 all the same: whoever is not concerned goes on being served.
    private static final String DAMAGED = "ready, but stored messages are damaged; the log has more";

    private volatile State state = State.STARTING;
    private volatile BooleanSupplier damaged = () -> false;

    enum State {
        STARTING,
        READY,
        STOPPING
    }

    void watch(BooleanSupplier damage) {
        damaged = damage;
    }

    void is(State now) {
        state = now;
    }

    HttpHandler healthz() {
        return request -> plain(request, 200, "ok");
    }

    HttpHandler readyz() {
        return request -> switch (state) {
            case STARTING -> plain(request, 503, "starting");
            case READY -> plain(request, 200, damaged.getAsBoolean() ? DAMAGED : "ready");
            case STOPPING -> plain(request, 503, "stopping");
        };
    }

    private static HttpResponse plain(HttpRequest request, int status, String text) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpResponse.text(405, "GET, please.\n").with("Allow", "GET, HEAD");
        }
        return HttpResponse.text(status, text + "\n").with("Cache-Control", "no-store");
    }
}
