package dev.carillon.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        HttpHandler handler = exact.get(request.rawPath());
        if (handler != null) {
            return handler.handle(request);
        }
        for (Prefix prefix : prefixes) {
            if (request.rawPath().startsWith(prefix.path())) {
                return prefix.handler().handle(request);
            }
        }
        return fallback.handle(request);
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
