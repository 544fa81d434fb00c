package dev.carillon.files;

import dev.carillon.gateway.HttpHeaders;
import dev.carillon.gateway.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Why a request is not done.
///
/// @param status of HTTP
/// @param error one word for programs
/// @param message for people; names the limit
record Refusal(int status, String error, String message) {
    private static final JsonMapper JSON = new JsonMapper();

    static Refusal auth(String message) {
        return new Refusal(401, "AUTHFAIL", message);
    }

    static Refusal bad(String message) {
        return new Refusal(400, "BADREQ", message);
    }

    static Refusal missing(String what) {
        return new Refusal(404, "NOTFOUND", what);
    }

    static Refusal noSpace() {
        return new Refusal(507, "NOSPACE", "the server's disk is too full for it (files-reserve)");
    }

    HttpResponse response() {
        HttpResponse response = json(status, Map.of("result", false, "error", error, "message", message));
        return switch (status) {
            case 401 -> response.with("WWW-Authenticate", "Bearer");
            case 429, 503 -> response.with("Retry-After", "5");
            default -> response;
        };
    }

    static HttpResponse json(int status, Object value) {
        byte[] bytes = JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        return HttpResponse.of(status, "application/json; charset=utf-8", bytes).with("Cache-Control", "no-store");
    }

    static HttpResponse empty(int status) {
        return new HttpResponse(status, HttpHeaders.NONE, new HttpResponse.Body.Bytes(new byte[0]));
    }
}
