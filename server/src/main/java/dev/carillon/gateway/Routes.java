package dev.carillon.gateway;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which handler answers which path: the exact path, else the longest prefix, else the fallback. Never redirects, for
/// a redirected POST loses its body.
public final class Routes implements HttpHandler {
    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private final Map<String, HttpHandler> exact;
    private final List<Prefix> prefixes;
    private final HttpHandler fallback;
    private final List<String> named;

    private record Prefix(String path, HttpHandler handler) {}

    private Routes(Map<String, HttpHandler> exact, List<Prefix> prefixes, HttpHandler fallback, List<String> named) {
        this.exact = Map.copyOf(exact);
        this.named = List.copyOf(named);
        this.prefixes = prefixes.stream()
                .sorted(Comparator.comparingInt((Prefix p) -> p.path().length()).reversed())
                .toList();
        this.fallback = fallback;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        HttpRequest plain = plain(request);
        HttpHandler handler = find(plain.rawPath());
        HttpResponse response = handler.handle(plain);
        boolean lost = isFallback(handler) && response.status() == 404 && isForPrograms(plain);
        return lost ? nothingHere(plain) : response;
    }

    @Override
    public @Nullable HttpResponse refusesRest(HttpRequest begun) {
        HttpRequest plain = plain(begun);
        return find(plain.rawPath()).refusesRest(plain);
    }

    @Override
    public boolean streams(String method, String rawPath) {
        String plain = plain(rawPath);
        return find(plain).streams(method, plain);
    }

    @Override
    public HttpResponse handle(HttpRequest head, InputStream body) {
        HttpRequest plain = plain(head);
        return find(plain.rawPath()).handle(plain, body);
    }

    private HttpRequest plain(HttpRequest request) {
        String plain = plain(request.rawPath());
        return plain.equals(request.rawPath()) ? request : request.withPath(plain);
    }

    /// An address that was joined of two with a slash too many means the plain one. Pages are not looked for so: what
    /// they load would be looked for beside a path that is not theirs.
    private String plain(String path) {
        if (!path.contains("//")) {
            return path;
        }
        String single = SLASHES.matcher(path).replaceAll("/");
        if (!isFallback(find(single))) {
            return single;
        }
        String open = single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
        return isFallback(find(open)) ? path : open;
    }

    @SuppressWarnings("ReferenceEquality") // which one it is, not what it is like
    private boolean isFallback(HttpHandler handler) {
        return handler == fallback;
    }

    private static boolean isForPrograms(HttpRequest request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> request.rawQuery().contains("op=") || !NotFound.isBrowser(request);
            default -> true;
        };
    }

    /// For a program that has joined an address wrongly, also one in a page of another origin.
    private HttpResponse nothingHere(HttpRequest request) {
        if (request.method().equals("OPTIONS") && request.headers().get("Access-Control-Request-Method") != null) {
            return Cors.preflight(request, "GET, POST, PUT, PATCH, DELETE, OPTIONS");
        }
        String json =
                "{\"result\":false,\"error\":\"NOTFOUND\",\"code\":404,\"cause\":\"there is nothing at this path\","
                        + "\"paths\":["
                        + named.stream().map(path -> '"' + path + '"').collect(Collectors.joining(",")) + "]}";
        return Cors.open(HttpResponse.of(404, "application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store")
                .with("X-Content-Type-Options", "nosniff"));
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
        private final List<String> named = new ArrayList<>();

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

        /// Whoever asks where nothing is, by another method than a browser does for a page, is told these paths.
        ///
        /// @param paths of letters, digits, `/`, `.`, `-` and `_`
        public Builder naming(List<String> paths) {
            named.addAll(paths);
            return this;
        }

        public Routes build() {
            return new Routes(exact, prefixes, fallback, named);
        }
    }
}
