package dev.carillon.files;

import dev.carillon.gateway.HttpDate;
import dev.carillon.gateway.HttpHeaders;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import dev.carillon.gateway.Validators;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hands out files: whole, in ranges, as thumbnails, or what is known of them. Nothing it answers can run in our
/// origin, whatever the bytes are.
final class DownloadDoor {
    private static final Pattern PATH = Pattern.compile("/files/([A-Za-z0-9_-]{22})(?:/[^/]*)?");
    private static final long YEAR = 31_536_000;

    private final FileStore store;
    private final Depot depot;
    private final Signing signing;
    private final Addresses addresses;
    private final FileMetrics metrics;

    DownloadDoor(FileStore store, Depot depot, Signing signing, Addresses addresses, FileMetrics metrics) {
        this.store = store;
        this.depot = depot;
        this.signing = signing;
        this.addresses = addresses;
        this.metrics = metrics;
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
        return switch (signing.verdict(file, query)) {
            case Signing.Verdict.Refused(Refusal refusal) -> refused(refusal);
            case Signing.Verdict.Open() -> {
                // what is known of a file names the address that this asker used
                String who = query.containsKey("info") ? "private" : "public";
                yield answer(request, file, query, who + ", max-age=" + YEAR);
            }
            case Signing.Verdict.Signed(long seconds) -> answer(request, file, query, "private, max-age=" + seconds);
        };
    }

    private HttpResponse answer(HttpRequest request, StoredFile file, Map<String, String> query, String cached) {
        try {
            HttpResponse answer = answer(request, file, query);
            // a refusal says of itself that it is not to be kept: it depends on what was asked
            return answer.status() < 400 ? answer.with("Cache-Control", cached + ", immutable") : answer;
        } catch (IOException e) {
            throw new UncheckedIOException("a file cannot be read", e);
        }
    }

    private HttpResponse refused(Refusal refusal) {
        metrics.refused(refusal);
        return refusal.response();
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
        String modified = HttpDate.of(file.created());
        var validators = Validators.of(tag, file.created());
        return switch (validators.verdict(request)) {
            case KNOWN -> dated(Refusal.empty(304), tag, modified);
            case FAILED -> refused(new Refusal(412, "BADREQ", "the file is in another state than the one asked for"));
            case SEND -> dated(sent(request, file, attachment, validators), tag, modified);
        };
    }

    private HttpResponse sent(HttpRequest request, StoredFile file, boolean attachment, Validators validators)
            throws IOException {
        Range.Asked asked = request.method().equals("GET") && validators.isRangeOfThis(request)
                ? Range.of(request.headers().get("Range"), file.size())
                : new Range.Asked.Whole();
        return switch (asked) {
            case Range.Asked.Beyond() ->
                refused(new Refusal(416, "BADREQ", "the file has " + file.size() + " bytes"))
                        .with("Content-Range", "bytes */" + file.size());
            case Range.Asked.Whole() -> bytes(request, file, attachment, 200, new Range(0, file.size()));
            case Range.Asked.Part(Range range) ->
                bytes(request, file, attachment, 206, range)
                        .with(
                                "Content-Range",
                                "bytes " + range.from() + "-" + (range.from() + range.length() - 1) + "/"
                                        + file.size());
        };
    }

    private HttpResponse bytes(HttpRequest request, StoredFile file, boolean attachment, int status, Range range)
            throws IOException {
        boolean headOnly = request.method().equals("HEAD");
        HttpResponse.Body body = headOnly
                ? new HttpResponse.Body.Stream(InputStream.nullInputStream(), range.length())
                : depot.body(file.id(), range.from(), range.length());
        metrics.sent(headOnly ? 0 : range.length());
        String how = file.inline() && !attachment ? "inline" : "attachment";
        return new HttpResponse(status, HttpHeaders.of("Content-Type", file.type()), body)
                .with("Content-Disposition", FileName.disposition(how, file.name()));
    }

    private static HttpResponse dated(HttpResponse response, String tag, String modified) {
        return response.with("ETag", tag).with("Last-Modified", modified);
    }
}
