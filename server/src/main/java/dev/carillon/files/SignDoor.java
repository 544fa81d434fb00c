package dev.carillon.files;

import dev.carillon.accounts.User;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Signs URLs of files for users of the app that they belong to.
final class SignDoor {
    static final String PATH = "/files/sign";

    private static final int MOST = 100;
    private static final int URL_CHARS = 4_096;
    private static final JsonMapper JSON = new JsonMapper();

    private final FileStore store;
    private final Callers callers;
    private final Signatures signatures;
    private final FileSettings settings;
    private final FileMetrics metrics;
    private final Clock clock;

    SignDoor(
            FileStore store,
            Callers callers,
            Signatures signatures,
            FileSettings settings,
            FileMetrics metrics,
            Clock clock) {
        this.store = store;
        this.callers = callers;
        this.signatures = signatures;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    HttpResponse handle(HttpRequest request) {
        if (!request.method().equals("POST")) {
            return refused(new Refusal(405, "BADREQ", "use POST")).with("Allow", "POST, OPTIONS");
        }
        return switch (callers.of(request)) {
            case Callers.Caller.Refused(Refusal refusal) -> refused(refusal);
            case Callers.Caller.Known(User user) -> {
                List<String> urls = urls(request.body());
                yield urls == null
                        ? refused(Refusal.bad("a JSON object is needed, with urls: at most " + MOST + " texts"))
                        : signed(user, urls);
            }
        };
    }

    private HttpResponse refused(Refusal refusal) {
        metrics.refused(refusal);
        return refusal.response();
    }

    /// What is no file of this app is answered with null.
    private HttpResponse signed(User user, List<String> urls) {
        long expires = clock.millis() / 1000 + settings.signedHours() * 3_600L;
        List<@Nullable String> signed = new ArrayList<>();
        for (String url : urls) {
            signed.add(signed(user, url, expires));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("urls", signed);
        answer.put("expires", expires);
        return Refusal.json(200, answer);
    }

    private @Nullable String signed(User user, String url, long expires) {
        for (String id : FileId.in(url)) {
            StoredFile file = store.file(id);
            if (file != null && file.aid() == user.aid()) {
                int query = url.indexOf('?');
                return (query < 0 ? url : url.substring(0, query)) + "?" + signatures.query(id, expires);
            }
        }
        return null;
    }

    private static @Nullable List<String> urls(byte[] body) {
        try {
            JsonNode list = JSON.readTree(body).path("urls");
            if (!list.isArray() || list.size() > MOST) {
                return null;
            }
            List<String> urls = new ArrayList<>();
            for (JsonNode url : list) {
                if (!url.isString() || url.stringValue().length() > URL_CHARS) {
                    return null;
                }
                urls.add(url.stringValue());
            }
            return urls;
        } catch (JacksonException e) {
            return null;
        }
    }
}
