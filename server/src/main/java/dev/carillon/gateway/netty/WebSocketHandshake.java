package dev.carillon.gateway.netty;

import dev.carillon.gateway.HttpResponse;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The opening handshake of RFC 6455, version 13. No extension is negotiated; of subprotocols only `carillon.v1`.
final class WebSocketHandshake {
    static final String SUBPROTOCOL = "carillon.v1";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketHandshake() {}

    sealed interface Outcome {
        record Accepted(FullHttpResponse response) implements Outcome {}

        record Refused(HttpResponse response) implements Outcome {}
    }

    static Outcome check(HttpRequest request) {
        var headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            return new Outcome.Refused(
                    HttpResponse.text(405, "A WebSocket is opened with GET.\n").with("Allow", "GET"));
        }
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return new Outcome.Refused(HttpResponse.text(426, "This is the door for WebSockets.\n")
                    .with("Upgrade", "websocket")
                    .with("Connection", "Upgrade"));
        }
        if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return new Outcome.Refused(HttpResponse.text(426, "Sec-WebSocket-Version: 13 is spoken here.\n")
                    .with("Sec-WebSocket-Version", "13"));
        }
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        if (key == null || !isKey(key.strip())) {
            return new Outcome.Refused(HttpResponse.text(400, "Sec-WebSocket-Key is missing or bad.\n"));
        }
        List<String> offered = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (!offered.isEmpty() && !offered.contains(SUBPROTOCOL)) {
            return new Outcome.Refused(HttpResponse.text(400, "The subprotocol spoken here is " + SUBPROTOCOL + ".\n"));
        }
        return new Outcome.Accepted(switching(key.strip(), offered.isEmpty() ? null : SUBPROTOCOL));
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static FullHttpResponse switching(String key, @Nullable String subprotocol) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key));
        if (subprotocol != null) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
        return response;
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
