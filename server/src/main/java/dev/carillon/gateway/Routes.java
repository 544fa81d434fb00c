package dev.carillon.gateway;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which handler answers which path: the exact path, else the longest prefix, else the fallback. Never redirects, for
/// a redirected POST loses its body.
public final class Routes implements HttpHandler {
    private final Map<String, HttpHandler> exact;
    private final List<Prefix> prefixes;
    private final HttpHandler fallback;

    private record Prefix(String path, HttpHandler handler) {}

    private Routes(Map<String, HttpHandler> exact, List<Prefix> prefixes, HttpHandler fallback) {
        this.exact = Map.copyOf(exact);
        this.prefixes = prefixes.stream()
                .sorted(Comparator.comparingInt((Prefix p) -> p.path().length()).reversed())
                .toList();
        this.fallback = fallback;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        return find(request.rawPath()).handle(request);
    }

    @Override
    public @Nullable HttpResponse refusesRest(HttpRequest begun) {
        return find(begun.rawPath()).refusesRest(begun);
    }

    @Override
    public boolean streams(String method, String rawPath) {
        return find(rawPath).streams(method, rawPath);
    }

    @Override
    public HttpResponse handle(HttpRequest head, InputStream body) {
        return find(head.rawPath()).handle(head, body);
    }

    private HttpHandler find(String path) {
        HttpHandler handler = exact.get(path);
        if (handler != null) {
            return handler;
        }
        for (Prefix prefix : prefixes) {
            if (path.startsWith(prefix.path())) {
                return prefix.handler();
            }
        }
        return fallback;
    }

    /// @param fallback answers what nothing else does
    public static Builder otherwise(HttpHandler fallback) {
        return new Builder(fallback);
    }

    /// Collects routes.
    public static final class Builder {
        private final Map<String, HttpHandler> exact = new HashMap<>();
        private final List<Prefix> prefixes = new ArrayList<>();
        private final HttpHandler fallback;

        private Builder(HttpHandler fallback) {
            this.fallback = fallback;
        }

        public Builder exact(String path, HttpHandler handler) {
            exact.put(path, handler);
            return this;
        }

        public Builder exact(List<String> paths, HttpHandler handler) {
            paths.forEach(path -> exact(path, handler));
            return this;
        }

        /// @param path ends with `/`
        public Builder prefix(String path, HttpHandler handler) {
            prefixes.add(new Prefix(path, handler));
            return this;
        }

        public Routes build() {
            return new Routes(exact, prefixes, fallback);
        }
    }
}
