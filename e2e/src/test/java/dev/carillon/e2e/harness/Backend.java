package dev.carillon.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The Backend API of one app, as a customer's back-end uses it.
public final class Backend {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI server;
    private final String token;

    Backend(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /// The same server as the back-end of another app.
    public Backend as(String appToken) {
        return new Backend(server, appToken);
    }

    /// What the operation answers.
    ///
    /// @throws IllegalStateException when it was refused
    public Frame call(String op, Map<String, Object> members) {
        Frame answer = tryCall(op, members);
        if (!answer.flag("result")) {
            throw new IllegalStateException(op + " " + members + " was refused: " + answer);
        }
        return answer;
    }

    /// What the operation answers, refused or not.
    public Frame tryCall(String op, Map<String, Object> members) {
        Frame request = Frame.empty().with("op", op).with("token", token);
        for (var member : members.entrySet()) {
            request = request.with(member.getKey(), member.getValue());
        }
        return Frame.parse(post("/backend", request.bytes()).body());
    }

    public HttpResponse<byte[]> post(String path, byte[] body) {
        return exchange(HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /// With a token in the header `Authorization`.
    public HttpResponse<byte[]> get(String path, String bearer) {
        return exchange(HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + bearer));
    }

    public HttpResponse<byte[]> get(String path) {
        return exchange(HttpRequest.newBuilder(server.resolve(path)));
    }

    private static HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // --- what most tests need

    public void addUser(String address) {
        call("useradd", Map.of("user", Map.of("address", address)));
    }

    /// A token for one of a user's devices; the user is made when there is none. Each app id is another device.
    public Login login(String address, String appId) {
        Frame answer = call("useradd", Map.of("user", Map.of("address", address, "token", Map.of("appid", appId))));
        return new Login(address, answer.text("user.token"), appId);
    }

    public void deleteUser(String address) {
        call("userdel", Map.of("user", Map.of("address", address)));
    }

    /// Returns the group's id.
    public long addGroup(String name, List<String> members) {
        return call("groupadd", Map.of("group", Map.of("name", name, "members", Map.of("m", members))))
                .number("group.gid");
    }
}
