package dev.carillon.files;

import dev.carillon.accounts.User;
import dev.carillon.gateway.FormPart;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Uploads by a form, as apps of Mesibo send them: always HTTP 200, with `result` and `url` or `error`. The user's
/// token stands in the query, in a header, or in a field before the file.
final class FormDoor {
    static final String PATH = "/files/upload";

    private static final int FIELD_BYTES = 16_384;
    /// What a form may have beside its file.
    private static final int OVERHEAD = 65_536;

    private final Uploads uploads;
    private final Turns turns;
    private final Callers callers;
    private final Addresses addresses;
    private final FileSettings settings;
    private final FileMetrics metrics;

    FormDoor(
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

    private sealed interface Outcome {
        record Stored(StoredFile file) implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    HttpResponse handle(HttpRequest request, InputStream body) {
        return switch (outcome(request, body)) {
            case Outcome.Stored(StoredFile file) -> {
                String url = addresses.whole(file, request);
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("result", true);
                answer.put("url", url);
                answer.put("file", url);
                answer.put("name", file.name());
                answer.put("size", file.size());
                answer.put("mimeType", file.type());
                answer.put("fileType", file.kind());
                yield Refusal.json(200, answer);
            }
            case Outcome.Refused(Refusal refusal) -> {
                metrics.refused(refusal);
                yield Refusal.json(
                        200, Map.of("result", false, "error", refusal.error(), "message", refusal.message()));
            }
        };
    }

    private static Outcome refused(Refusal refusal) {
        return new Outcome.Refused(refusal);
    }

    private Outcome outcome(HttpRequest request, InputStream body) {
        if (!request.method().equals("POST")) {
            return refused(new Refusal(405, "BADREQ", "a form is sent with POST"));
        }
        String boundary = FormPart.boundary(request.headers().get("Content-Type", ""));
        if (boundary == null) {
            return refused(Refusal.bad("multipart/form-data with a boundary is needed"));
        }
        try {
            return outcome(request, new MultipartParts(body, boundary));
        } catch (MultipartParts.Malformed e) {
            return refused(Refusal.bad(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return refused(new Refusal(408, "BROKEN", "the form broke off, or came too slowly"));
        }
    }

    private Outcome outcome(HttpRequest request, MultipartParts form) throws IOException {
        Map<String, String> fields = Addresses.query(request.rawQuery());
        Outcome outcome = null;
        for (FormPart part = form.next(); part != null; part = form.next()) {
            var bytes = new PushbackInputStream(form.stream());
            if (part.fileName() == null) {
                fields.put(String.valueOf(part.name()), form.text(FIELD_BYTES));
            } else if (part.fileName().isEmpty() && isEmpty(bytes)) {
                // a field of the form in which nothing was chosen
                continue;
            } else if (outcome != null) {
                return refused(Refusal.bad("a form may have one file"));
            } else {
                outcome = file(request, fields, part, bytes);
                if (outcome instanceof Outcome.Refused) {
                    return outcome;
                }
            }
        }
        return outcome == null ? refused(Refusal.bad("the form has no file")) : outcome;
    }

    private static boolean isEmpty(PushbackInputStream bytes) throws IOException {
        int first = bytes.read();
        if (first >= 0) {
            bytes.unread(first);
        }
        return first < 0;
    }

    private Outcome file(HttpRequest request, Map<String, String> fields, FormPart part, InputStream bytes) {
        if (!fields.getOrDefault("op", "upload").equals("upload")) {
            return refused(Refusal.bad("op: only upload is known here"));
        }
        String token = token(request, fields);
        if (token == null) {
            return refused(Refusal.auth("the user's token is needed before the file: auth or token"));
        }
        return switch (callers.of(request, token)) {
            case Callers.Caller.Refused(Refusal refusal) -> refused(refusal);
            case Callers.Caller.Known(User user) -> file(request, user, part, bytes);
        };
    }

    private static @Nullable String token(HttpRequest request, Map<String, String> fields) {
        String bearer = Callers.bearer(request);
        String token = fields.getOrDefault("auth", fields.getOrDefault("token", ""));
        return bearer == null ? (token.isEmpty() ? null : token) : bearer;
    }

    /// The file's length is not known before its end, only what the form's leaves for it.
    private Outcome file(HttpRequest request, User user, FormPart part, InputStream bytes) {
        long announced = announced(request);
        long most = announced > settings.maxBytes() + OVERHEAD ? announced : Math.min(announced, settings.maxBytes());
        String name = part.fileName() == null ? "" : part.fileName();
        if (!turns.beginSending(user.uid(), settings.uploads())) {
            return refused(new Refusal(
                    429, "BUSY", "a user may send " + settings.uploads() + " files at once (files-uploads)"));
        }
        try {
            return switch (uploads.open(user, name, part.type(), most, "")) {
                case Uploads.Opened.Refused(Refusal refusal) -> refused(refusal);
                case Uploads.Opened.Good(StoredFile.Upload upload) -> stored(upload, bytes);
            };
        } finally {
            turns.endSending(user.uid());
        }
    }

    private Outcome stored(StoredFile.Upload upload, InputStream bytes) {
        boolean finished = false;
        try {
            Uploads.Taken taken = uploads.write(upload, bytes);
            if (taken.problem() != null) {
                return refused(taken.problem());
            }
            StoredFile file = uploads.finish(uploads.shortened(taken.upload()));
            finished = true;
            return new Outcome.Stored(file);
        } finally {
            if (!finished) {
                uploads.drop(upload);
            }
        }
    }

    private long announced(HttpRequest request) {
        try {
            return Long.parseLong(request.headers().get("Content-Length", "").strip());
        } catch (NumberFormatException e) {
            return settings.maxBytes();
        }
    }
}
