package dev.carillon.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The back-end in a [Rehearsal]: a request a connection, over a bare socket, for an HTTP client of the JDK would end
/// up in the cache.
record RehearsalHttp(InetSocketAddress address, String appToken) {
    private static final int PATIENCE = 10_000;

    void get(String path) throws IOException {
        exchange("GET " + path, "text/plain", "");
    }

    /// Creates a user. Returns the user's token.
    String newUser(String name) throws IOException {
        return json("useradd", "\"user\":{\"address\":\"" + name + "\",\"token\":{\"v2\":true}}")
                .at("/user/token")
                .asString();
    }

    JsonNode json(String op, String members) throws IOException {
        String body = "{\"op\":\"" + op + "\",\"token\":\"" + appToken + "\"," + members + "}";
        return accepted(exchange("POST /backend", "application/json", body));
    }

    void form(String fields) throws IOException {
        accepted(exchange("POST /backend", "application/x-www-form-urlencoded", fields + "&token=" + appToken));
    }

    void query(String fields) throws IOException {
        String query = fields + "&token=" + URLEncoder.encode(appToken, StandardCharsets.UTF_8);
        accepted(exchange("GET /backend?" + query, "text/plain", ""));
    }

    private static JsonNode accepted(String body) throws IOException {
        JsonNode answer = JsonMapper.shared().readTree(body);
        if (!answer.path("result").asBoolean(false)) {
            throw new IOException("the Backend API answered " + body);
        }
        return answer;
    }

    private String exchange(String methodAndPath, String type, String body) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(address, PATIENCE);
            socket.setSoTimeout(PATIENCE);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = methodAndPath + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + type
                    + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException(methodAndPath.split("\\?", 2)[0] + " was answered "
                        + answer.lines().findFirst().orElse("with nothing"));
            }
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }
}
