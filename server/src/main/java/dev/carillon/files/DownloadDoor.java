package dev.carillon.files;

import dev.carillon.gateway.HttpHeaders;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Hands out files: whole, in ranges, as thumbnails, or what is known of them. Nothing it answers can run in our
/// origin, whatever the bytes are.
final class DownloadDoor {
    private static final Pattern PATH = Pattern.compile("/files/([A-Za-z0-9_-]{22})(?:/[^/]*)?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final long YEAR = 31_536_000;

    private final FileStore store;
    private final Depot depot;
    private final Signatures signatures;
    private final Addresses addresses;
    private final FileSettings settings;
    private final FileMetrics metrics;
    private final Clock clock;

    DownloadDoor(
            FileStore store,
            Depot depot,
            Signatures signatures,
            Addresses addresses,
            FileSettings settings,
            FileMetrics metrics,
            Clock clock) {
        this.store = store;
        this.depot = depot;
        this.signatures = signatures;
        this.addresses = addresses;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    HttpResponse handle(HttpRequest request) {
        return answer(request)
                .with("Accept-Ranges", "bytes")
                .with("Content-Security-Policy", "default-src 'none'; sandbox")
                .with("Cross-Origin-Resource-Policy", "cross-origin")
                .with("Referrer-Policy", "no-referrer");
    }

    private HttpResponse answer(HttpRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return refused(new Refusal(405, "BADREQ", "files are asked for with GET"))
                    .with("Allow", "GET, HEAD, OPTIONS");
        }
        Matcher path = PATH.matcher(request.rawPath());
        StoredFile file = path.matches() ? store.file(path.group(1)) : null;
        if (file == null) {
            return refused(Refusal.missing("there is no such file"));
        }
        Map<String, String> query = Addresses.query(request.rawQuery());
        long left = settings.signed() ? left(file, query) : YEAR;
        if (left <= 0) {
            return refused(new Refusal(
                    403, "SIGNATURE", "the URL needs a signature that has not ended: POST " + SignDoor.PATH));
        }
        try {
            return answer(request, file, query)
                    .with(
                            "Cache-Control",
                            settings.signed()
                                    ? "private, max-age=" + left + ", immutable"
                                    : "public, max-age=" + YEAR + ", immutable");
        } catch (IOException e) {
            throw new UncheckedIOException("a file cannot be read", e);
        }
    }

    private HttpResponse refused(Refusal refusal) {
        metrics.refused(refusal);
        return refusal.response();
    }

    /// Seconds that the signature is still good for; 0 or less when it is not.
    private long left(StoredFile file, Map<String, String> query) {
        String expires = query.getOrDefault("e", "");
        if (!SECONDS.matcher(expires).matches()
                || !signatures.isGood(file.id(), Long.parseLong(expires), query.getOrDefault("s", ""))) {
            return 0;
        }
        return Long.parseLong(expires) - clock.millis() / 1000;
    }

    private HttpResponse answer(HttpRequest request, StoredFile file, Map<String, String> query) throws IOException {
        if (query.containsKey("info")) {
            return info(request, file);
        }
        if (query.containsKey("thumbnail")) {
            return file.thumbnail() == 0
                    ? refused(Refusal.missing("the file has no thumbnail"))
                    : HttpResponse.of(200, "image/jpeg", depot.bytes(Uploads.thumbnailKey(file.id())));
        }
        return content(request, file, query.containsKey("download"));
    }

    private HttpResponse info(HttpRequest request, StoredFile file) throws IOException {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("url", addresses.whole(file, request));
        info.put("name", file.name());
        info.put("size", file.size());
        info.put("mimeType", file.type());
        info.put("fileType", file.kind());
        if (file.width() > 0) {
            info.put("width", file.width());
            info.put("height", file.height());
        }
        if (file.thumbnail() > 0) {
            info.put("thumbnail", Base64.getEncoder().encodeToString(depot.bytes(Uploads.thumbnailKey(file.id()))));
        }
        HttpResponse answer = Refusal.json(200, info);
        return new HttpResponse(200, HttpHeaders.of("Content-Type", "application/json; charset=utf-8"), answer.body());
    }

    // --- bytes

    private HttpResponse content(HttpRequest request, StoredFile file, boolean attachment) throws IOException {
        String tag = '"' + file.id() + '"';
        String modified = date(file.created());
        if (isKnown(request, tag, modified)) {
            return dated(Refusal.empty(304), tag, modified);
        }
        Range.Asked asked = isAskedOf(request, tag, modified)
                ? Range.of(request.headers().get("Range"), file.size())
                : new Range.Asked.Whole();
        return switch (asked) {
            case Range.Asked.Beyond() ->
                refused(new Refusal(416, "BADREQ", "the file has " + file.size() + " bytes"))
                        .with("Content-Range", "bytes */" + file.size());
            case Range.Asked.Whole() ->
                dated(bytes(request, file, attachment, 200, new Range(0, file.size())), tag, modified);
            case Range.Asked.Part(Range range) ->
                dated(bytes(request, file, attachment, 206, range), tag, modified)
                        .with(
                                "Content-Range",
                                "bytes " + range.from() + "-" + (range.from() + range.length() - 1) + "/"
                                        + file.size());
        };
    }

    private HttpResponse bytes(HttpRequest request, StoredFile file, boolean attachment, int status, Range range)
            throws IOException {
        boolean headOnly = request.method().equals("HEAD");
        HttpResponse.Body body = depot.body(file.id(), range.from(), range.length());
        metrics.sent(headOnly ? 0 : range.length());
        String how = file.inline() && !attachment ? "inline" : "attachment";
        return new HttpResponse(status, HttpHeaders.of("Content-Type", file.type()), body)
                .with("Content-Disposition", FileName.disposition(how, file.name()));
    }

    private static HttpResponse dated(HttpResponse response, String tag, String modified) {
        return response.with("ETag", tag).with("Last-Modified", modified);
    }

    private static boolean isKnown(HttpRequest request, String tag, String modified) {
        String tags = request.headers().get("If-None-Match");
        return tags == null
                ? modified.equals(request.headers().get("If-Modified-Since"))
                : tags.contains(tag) || tags.strip().equals("*");
    }

    /// Whether a range is meant of the file as it is: it always is, for a file never changes.
    private static boolean isAskedOf(HttpRequest request, String tag, String modified) {
        @Nullable String of = request.headers().get("If-Range");
        return of == null || of.equals(tag) || of.equals(modified);
    }

    private static String date(long millis) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }
}
