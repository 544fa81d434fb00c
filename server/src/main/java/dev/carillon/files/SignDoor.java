package dev.carillon.files;

import dev.carillon.accounts.User;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
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
    private final Signing signing;
    private final FileMetrics metrics;

    SignDoor(FileStore store, Callers callers, Signing signing, FileMetrics metrics) {
        this.store = store;
        this.callers = callers;
        this.signing = signing;
        this.metrics = metrics;
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

    /// What is no file of this app is answered with null; where its files need no signature, the others as they are,
    /// and `expires` is left out.
    private HttpResponse signed(User user, List<String> urls) {
        boolean needed = signing.isNeeded(user.aid());
        long expires = signing.end();
        List<@Nullable String> signed = new ArrayList<>();
        for (String url : urls) {
            String id = file(user, url);
            signed.add(id == null ? null : needed ? signed(url, id, expires) : url);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("urls", signed);
        if (needed) {
            answer.put("expires", expires);
        }
        return Refusal.json(200, answer);
    }

    private @Nullable String file(User user, String url) {
        for (String id : FileId.in(url)) {
            StoredFile file = store.file(id);
            if (file != null && file.aid() == user.aid()) {
                return id;
            }
        }
        return null;
    }

    /// Whatever the URL said before behind its question mark is gone.
    private String signed(String url, String id, long expires) {
        int query = url.indexOf('?');
        return (query < 0 ? url : url.substring(0, query)) + "?" + signing.query(id, expires);
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
