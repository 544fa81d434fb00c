package dev.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// As much of the Backend API as a measurement needs.
final class Backend {
    static final String APP_ID = "bench";
    private static final int AT_ONCE = 16;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final String token;

    Backend(URI server, String token) {
        this.url = server.resolve("/backend");
        this.token = token;
    }

    static String address(int user) {
        return "u" + user;
    }

    /// Creates users 0 to `count`−1. Returns their access tokens.
    List<String> users(int count) {
        var free = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = IntStream.range(0, count)
                    .<Callable<String>>mapToObj(i -> () -> {
                        free.acquire();
                        try {
                            return user(i);
                        } finally {
                            free.release();
                        }
                    })
                    .toList();
            List<Future<String>> tokens = threads.invokeAll(calls);
            return tokens.stream().map(Backend::get).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String get(Future<String> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private String user(int i) {
        return call("useradd", "\"user\":{\"address\":\"" + address(i) + "\",\"token\":{\"appid\":\"" + APP_ID + "\"}}")
                .at("/user/token")
                .asString();
    }

    /// A group of users `first` to `first + size − 1`. Returns its gid.
    long group(int first, int size) {
        String members = String.join(
                ",",
                IntStream.range(first, first + size)
                        .mapToObj(i -> "\"" + address(i) + "\"")
                        .toList());
        return call("groupadd", "\"group\":{\"name\":\"bench\",\"members\":{\"m\":[" + members + "]}}")
                .at("/group/gid")
                .asLong();
    }

    private JsonNode call(String op, String members) {
        String body = "{\"op\":\"" + op + "\",\"token\":\"" + token + "\"," + members + "}";
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(url)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonNode answer = JSON.readTree(response.body());
            if (!answer.path("result").asBoolean(false)) {
                throw new IllegalStateException(op + " was refused: " + response.body());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
