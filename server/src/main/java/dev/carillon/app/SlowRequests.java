package dev.carillon.app;

import dev.carillon.gateway.HttpHandler;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.metrics.RateLimitedLog;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Has a line in the log for a request whose answer took long, now and then. Not for uploads, whose time is their
/// client's. Says nothing that opens anything: no query, and of files no address.
final class SlowRequests implements HttpHandler {
    private static final String FILES = "/files/";

    private final RateLimitedLog log = new RateLimitedLog(SlowRequests.class);
    private final HttpHandler next;
    private final long nanos;

    /// @param millis from which on a request counts as slow; 0: none does
    SlowRequests(HttpHandler next, int millis) {
        this.next = next;
        this.nanos = millis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        long begun = System.nanoTime();
        HttpResponse response = next.handle(request);
        long took = System.nanoTime() - begun;
        if (took >= nanos) {
            log.log(
                    Level.INFO,
                    "A request took " + TimeUnit.NANOSECONDS.toMillis(took) + " ms: "
                            + RateLimitedLog.printable(request.method()) + " " + shown(request.rawPath())
                            + ", answered " + response.status());
        }
        return response;
    }

    private static String shown(String path) {
        return path.startsWith(FILES) ? FILES + "…" : RateLimitedLog.printable(path);
    }

    @Override
    public @Nullable HttpResponse refusesRest(HttpRequest begun) {
        return next.refusesRest(begun);
    }

    @Override
    public boolean streams(String method, String rawPath) {
        return next.streams(method, rawPath);
    }

    @Override
    public HttpResponse handle(HttpRequest head, InputStream body) {
        return next.handle(head, body);
    }
}
