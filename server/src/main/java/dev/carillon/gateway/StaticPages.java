package dev.carillon.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The pages that were built into the server: resources under `/web`, and what the build compressed of them under
/// `/web/.br` and `/web/.gzip`, where no path leads. `/name` is answered by `name`, `name.html` or
/// `name/index.html`. What has a hash in its name is cached for ever, everything else is asked for again. Pages of
/// other origins may use the SDK, under `/sdk/`; its `mesibo.js` is also where existing applications look for it.
public final class StaticPages implements HttpHandler {
    private static final String ROOT = "/web";
    /// Segments of names that begin with no dot: nothing in such a path leads anywhere else.
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*+)*+/?");

    /// Longer than any path of a page.
    private static final int PATH_CHARS = 255;

    private static final Pattern HASHED = Pattern.compile(".*/assets/.*-[A-Za-z0-9_-]{8,}\\.[a-z0-9]+");
    /// Where existing applications load `mesibo.js` from, with or without a version.
    private static final Pattern SCRIPT =
            Pattern.compile("(?:/api)?/mesibo(?:-v2|3|-[0-9]+\\.[0-9]+\\.[0-9]+)?\\.js(\\.map)?");

    private static final String SDK = "/sdk/";
    private static final String METHODS = "GET, HEAD, OPTIONS";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' ws: wss:; "
            + "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("txt", "text/plain; charset=utf-8"));
    private static final String NOT_BUILT = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Carillon</title></head><body>
            <h1>Carillon is running</h1>
            <p>Its pages were not built into this server: it was built with <code>-DskipWeb</code>.
            The Backend API is at <code>/backend</code>, the WebSocket at <code>/ws</code>.</p></body></html>
            """;

    /// Only what exists is kept, so that this is bounded by the build.
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    /// One page in all codings that the build made of it.
    ///
    /// @param hash of what it says, whatever the coding
    /// @param packed by the names of the codings, best first; empty where packing would not help
    private record Page(String name, byte[] bytes, String hash, Map<String, byte[]> packed) {
        List<String> codings() {
            return List.copyOf(packed.keySet());
        }

        String tag(String coding) {
            return '"' + hash + (coding.equals(AcceptEncoding.IDENTITY) ? "" : "-" + coding) + '"';
        }

        List<String> tags() {
            return Stream.concat(Stream.of(AcceptEncoding.IDENTITY), packed.keySet().stream())
                    .map(this::tag)
                    .toList();
        }

        HttpResponse as(String coding) {
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            byte[] coded = packed.get(coding);
            return coded == null
                    ? HttpResponse.of(200, type, bytes)
                    : HttpResponse.of(200, type, coded).with("Content-Encoding", coding);
        }
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        Page page = find(request.rawPath());
        if (page != null && request.method().equals("OPTIONS") && isForAll(page.name())) {
            return Cors.preflight(request, METHODS);
        }
        if (page != null && !request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpResponse.text(405, "Pages are asked for with GET.\n").with("Allow", METHODS);
        }
        if (page != null) {
            return show(page, request);
        }
        if (SCRIPT.matcher(request.rawPath()).matches()) {
            return HttpResponse.text(404, "mesibo.js was not built into this server: it was built with -DskipWeb.\n")
                    .with("Access-Control-Allow-Origin", "*");
        }
        return request.rawPath().equals("/")
                ? secured(HttpResponse.of(200, "text/html; charset=utf-8", NOT_BUILT.getBytes(StandardCharsets.UTF_8)))
                        .with("Cache-Control", "no-cache")
                : NotFound.page();
    }

    private static HttpResponse show(Page page, HttpRequest request) {
        String coding = AcceptEncoding.choose(request, page.codings());
        HttpResponse response = secured(
                        switch (new Validators(page.tags(), null).verdict(request)) {
                            case KNOWN -> empty(304);
                            case FAILED -> empty(412);
                            case SEND -> page.as(coding);
                        })
                .with("ETag", page.tag(coding))
                .with("Cache-Control", HASHED.matcher(page.name()).matches() ? FOR_EVER : "no-cache");
        if (!page.codings().isEmpty()) {
            response = response.with("Vary", "Accept-Encoding");
        }
        return isForAll(page.name())
                ? Cors.open(response).with("Cross-Origin-Resource-Policy", "cross-origin")
                : response;
    }

    private static boolean isForAll(String name) {
        return name.startsWith(SDK);
    }

    private static HttpResponse empty(int status) {
        return new HttpResponse(status, HttpHeaders.NONE, new HttpResponse.Body.Bytes(new byte[0]));
    }

    private static HttpResponse secured(HttpResponse response) {
        return response.with("Content-Security-Policy", POLICY)
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer");
    }

    private @Nullable Page find(String path) {
        if (path.length() > PATH_CHARS || !PATH.matcher(path).matches()) {
            return null;
        }
        Matcher script = SCRIPT.matcher(path);
        if (script.matches()) {
            return page(SDK + "mesibo.js" + (script.group(1) == null ? "" : script.group(1)));
        }
        String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        boolean file = name.lastIndexOf('.') > name.lastIndexOf('/');
        List<String> candidates = file ? List.of(name) : List.of(name + ".html", name + "/index.html");
        for (String candidate : candidates) {
            Page page = page(candidate);
            if (page != null) {
                return page;
            }
        }
        return null;
    }

    private @Nullable Page page(String name) {
        Page known = pages.get(name);
        return known == null ? load(name) : known;
    }

    private @Nullable Page load(String name) {
        byte[] bytes = resource(name);
        if (bytes == null) {
            return null;
        }
        Map<String, byte[]> packed = new LinkedHashMap<>();
        for (String coding : List.of(AcceptEncoding.BROTLI, AcceptEncoding.GZIP)) {
            byte[] coded = resource("/." + coding + name);
            if (coded != null) {
                packed.put(coding, coded);
            }
        }
        var page = new Page(name, bytes, hash(bytes), Collections.unmodifiableMap(packed));
        pages.put(name, page);
        return page;
    }

    private static byte @Nullable [] resource(String name) {
        try (InputStream in = StaticPages.class.getResourceAsStream(ROOT + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
