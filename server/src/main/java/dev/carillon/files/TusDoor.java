package dev.carillon.files;

import dev.carillon.accounts.User;
import dev.carillon.gateway.HeaderValue;
import dev.carillon.gateway.HttpDate;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Uploads by tus 1.0.0 with the extensions creation, creation-with-upload, termination and expiration.
final class TusDoor {
    static final String PATH = "/files/uploads";

    private static final String VERSION = "1.0.0";
    private static final String STREAM = "application/offset+octet-stream";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int METADATA = 4_096;
    /// Extensions of tus that are not offered, by the headers that ask for them.
    private static final Map<String, String> NOT_DONE = Map.of(
            "Upload-Concat", "uploads in parallel parts (concatenation) are not supported; send one upload",
            "Upload-Defer-Length", "a length that is told later is not supported; send Upload-Length");

    private final Uploads uploads;
    private final Turns turns;
    private final Callers callers;
    private final Addresses addresses;
    private final FileSettings settings;
    private final FileMetrics metrics;

    TusDoor(
            Uploads uploads,
            Turns turns,
            Callers callers,
            Addresses addresses,
            FileSettings settings,
            FileMetrics metrics) {
        this.uploads = uploads;
        this.turns = turns;
        this.callers = callers;
        this.addresses = addresses;
        this.settings = settings;
        this.metrics = metrics;
    }

    HttpResponse handle(HttpRequest request, InputStream body) {
        return answer(request, body).with("Tus-Resumable", VERSION).with("Cache-Control", "no-store");
    }

    private HttpResponse answer(HttpRequest request, InputStream body) {
        String method = method(request);
        if (!VERSION.equals(request.headers().get("Tus-Resumable", "").strip())) {
            return refused(new Refusal(412, "BADREQ", "the header Tus-Resumable: " + VERSION + " is needed"))
                    .with("Tus-Version", VERSION);
        }
        return switch (callers.of(request)) {
            case Callers.Caller.Refused(Refusal refusal) -> refused(refusal);
            case Callers.Caller.Known(User user) -> answer(method, request, user, body);
        };
    }

    private HttpResponse answer(String method, HttpRequest request, User user, InputStream body) {
        String path = request.rawPath();
        if (path.equals(PATH) || path.equals(PATH + "/")) {
            return method.equals("POST") ? create(request, user, body) : notAllowed("POST, OPTIONS");
        }
        StoredFile.Upload upload = uploads.find(user, path.substring(PATH.length() + 1));
        if (upload == null) {
            return refused(Refusal.missing("there is no such upload of this user; it may have expired"));
        }
        return switch (method) {
            case "HEAD", "PATCH", "DELETE" -> inTurn(method, request, upload.id(), user, body);
            default -> notAllowed("HEAD, PATCH, DELETE, OPTIONS");
        };
    }

    /// For clients that cannot send every method.
    private static String method(HttpRequest request) {
        String method = request.headers().get("X-HTTP-Method-Override", request.method());
        return method.strip().toUpperCase(Locale.ROOT);
    }

    /// What this door can do, added to an answer.
    HttpResponse describing(HttpResponse answer) {
        return answer.with("Tus-Resumable", VERSION)
                .with("Cache-Control", "no-store")
                .with("Tus-Version", VERSION)
                .with("Tus-Extension", "creation,creation-with-upload,termination,expiration")
                .with("Tus-Max-Size", Long.toString(settings.maxBytes()));
    }

    private HttpResponse notAllowed(String methods) {
        return refused(new Refusal(405, "BADREQ", "use one of " + methods)).with("Allow", methods);
    }

    private HttpResponse refused(Refusal refusal) {
        metrics.refused(refusal);
        return refusal.response();
    }

    // --- creation

    private HttpResponse create(HttpRequest request, User user, InputStream body) {
        for (String header : NOT_DONE.keySet()) {
            if (request.headers().get(header) != null) {
                return refused(Refusal.bad(header + ": " + NOT_DONE.get(header)));
            }
        }
        Long length = number(request, "Upload-Length");
        if (length == null) {
            return refused(Refusal.bad("the header Upload-Length must tell how many bytes the file has"));
        }
        String text = request.headers().get("Upload-Metadata", "");
        TusMetadata metadata = text.length() > METADATA ? null : TusMetadata.read(text);
        if (metadata == null) {
            return refused(Refusal.bad("Upload-Metadata: pairs of a name and base64, separated by commas, in at most "
                    + METADATA + " characters"));
        }
        return switch (uploads.open(user, metadata.fileName(), metadata.fileType(), length, text)) {
            case Uploads.Opened.Refused(Refusal refusal) -> refused(refusal);
            case Uploads.Opened.Good(StoredFile.Upload upload) -> created(request, user, upload, body);
        };
    }

    private HttpResponse created(HttpRequest request, User user, StoredFile.Upload upload, InputStream body) {
        HttpResponse answer = Refusal.empty(201).with("Location", addresses.publicUrl() + PATH + "/" + upload.id());
        boolean withBody = isStream(request);
        if (!withBody && upload.length() > 0) {
            return answer.with("Upload-Expires", HttpDate.of(upload.expires()));
        }
        if (!turns.begin(upload.id(), body)) {
            return locked();
        }
        try {
            Uploads.Taken taken = withBody ? take(user, upload, body) : new Uploads.Taken(upload, null);
            Refusal problem = taken.problem();
            // what broke off is taken up again by PATCH
            return problem != null && problem.status() != 408 ? refused(problem) : described(answer, taken.upload());
        } finally {
            turns.end(upload.id());
        }
    }

    // --- what is there

    private HttpResponse inTurn(String method, HttpRequest request, String id, User user, InputStream body) {
        if (!turns.begin(id, method.equals("PATCH") ? body : null)) {
            return locked();
        }
        try {
            StoredFile.Upload upload = uploads.find(user, id);
            if (upload == null) {
                return refused(Refusal.missing("the upload has expired"));
            }
            return switch (method) {
                case "HEAD" -> head(upload);
                case "PATCH" -> patch(request, user, upload, body);
                default -> {
                    uploads.drop(upload);
                    yield Refusal.empty(204);
                }
            };
        } finally {
            turns.end(id);
        }
    }

    private HttpResponse locked() {
        return refused(new Refusal(423, "LOCKED", "another request works on this upload"));
    }

    private HttpResponse head(StoredFile.Upload upload) {
        HttpResponse answer = Refusal.empty(200).with("Upload-Length", Long.toString(upload.length()));
        return described(
                upload.metadata().isEmpty() ? answer : answer.with("Upload-Metadata", upload.metadata()), upload);
    }

    private HttpResponse patch(HttpRequest request, User user, StoredFile.Upload upload, InputStream body) {
        if (!isStream(request)) {
            return refused(new Refusal(415, "BADREQ", "the Content-Type must be " + STREAM));
        }
        Long offset = number(request, "Upload-Offset");
        if (offset == null) {
            return refused(Refusal.bad("the header Upload-Offset must tell where the body begins"));
        }
        if (offset != upload.received()) {
            return refused(new Refusal(
                            409, "CONFLICT", "the upload has " + upload.received() + " bytes, not " + offset))
                    .with("Upload-Offset", Long.toString(upload.received()));
        }
        Long length = number(request, "Content-Length");
        if (length != null && length > upload.length() - offset) {
            return refused(
                    new Refusal(413, "TOOLARGE", "the upload has " + (upload.length() - offset) + " bytes left"));
        }
        Uploads.Taken taken = take(user, upload, body);
        return taken.problem() != null ? refused(taken.problem()) : described(Refusal.empty(204), taken.upload());
    }

    private Uploads.Taken take(User user, StoredFile.Upload upload, InputStream body) {
        if (!turns.beginSending(user.uid(), settings.uploads())) {
            return new Uploads.Taken(
                    upload,
                    new Refusal(
                            429, "BUSY", "a user may send " + settings.uploads() + " files at once (files-uploads)"));
        }
        try {
            return uploads.write(upload, body);
        } finally {
            turns.endSending(user.uid());
        }
    }

    /// How far it is; when it is whole, what it has become.
    private HttpResponse described(HttpResponse answer, StoredFile.Upload upload) {
        HttpResponse told = answer.with("Upload-Offset", Long.toString(upload.received()))
                .with("Upload-Expires", HttpDate.of(upload.expires()));
        return upload.received() == upload.length()
                ? told.with("Carillon-File", addresses.of(uploads.finish(upload)))
                : told;
    }

    private static boolean isStream(HttpRequest request) {
        return HeaderValue.of(request.headers().get("Content-Type", "")).value().equals(STREAM);
    }

    private static @Nullable Long number(HttpRequest request, String header) {
        String text = request.headers().get(header, "").strip();
        return NUMBER.matcher(text).matches() ? (Long) Long.parseLong(text) : null;
    }
}
