package dev.carillon.bench.server;

import dev.carillon.bench.load.HttpCalls;
import dev.carillon.bench.load.HttpWork;
import dev.carillon.bench.load.Users;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// As much of the Backend API as a measurement needs.
public final class Backend {
    private static final int CONNECTIONS = 32;
    /// Members named in one request, whose body is bounded.
    private static final int MEMBERS_AT_ONCE = 1_000;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final InetSocketAddress server;
    private final String token;

    Backend(InetSocketAddress server, String token) {
        this.server = server;
        this.token = token;
    }

    /// A user as the server knows it.
    ///
    /// @param uid the server's number
    /// @param token for the login of one device
    public record User(int uid, String token) {}

    /// Creates users 0 to `count`−1.
    public List<User> users(int count) {
        return call(IntStream.range(0, count).mapToObj(this::userAdd).toList()).stream()
                .map(answer -> new User(
                        answer.at("/user/uid").asInt(), answer.at("/user/token").asString()))
                .toList();
    }

    /// As [#users], but only their tokens.
    public List<String> tokens(int count) {
        return users(count).stream().map(User::token).toList();
    }

    /// A group of users `first` to `first + size − 1`. Returns its gid.
    public long group(int first, int size) {
        int some = Math.min(size, MEMBERS_AT_ONCE);
        String create = request("groupadd", "\"group\":{\"name\":\"bench\"," + members(first, some) + "}");
        long gid = call(List.of(create)).getFirst().at("/group/gid").asLong();
        for (int done = some; done < size; done += MEMBERS_AT_ONCE) {
            String members = members(first + done, Math.min(MEMBERS_AT_ONCE, size - done));
            call(List.of(request("groupeditmembers", "\"group\":{\"gid\":" + gid + "," + members + "}")));
        }
        return gid;
    }

    private static String members(int first, int size) {
        List<String> addresses = IntStream.range(first, first + size)
                .mapToObj(user -> "\"" + Users.address(user) + "\"")
                .toList();
        return "\"members\":{\"m\":[" + String.join(",", addresses) + "]}";
    }

    // --- requests, for loads over HTTP

    /// Creates a user with a token.
    public String userAdd(int user) {
        return request(
                "useradd",
                "\"user\":{\"address\":\"" + Users.address(user) + "\",\"token\":{\"appid\":\"" + Users.APP_ID
                        + "\"}}");
    }

    /// Sends a message in the name of a user.
    public String message(int from, int to, String text) {
        return request(
                "message",
                "\"message\":{\"from\":\"" + Users.address(from) + "\",\"to\":\"" + Users.address(to)
                        + "\",\"message\":\"" + text + "\"}");
    }

    private String request(String op, String members) {
        return "{\"op\":\"" + op + "\",\"token\":\"" + token + "\"," + members + "}";
    }

    /// Returns the answers, in the sequence of the requests.
    private List<JsonNode> call(List<String> requests) {
        var answers = new ArrayList<JsonNode>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            answers.add(JSON.nullNode());
        }
        var work = new HttpWork() {
            @Override
            public @Nullable String next(int index) {
                return index < requests.size() ? requests.get(index) : null;
            }

            @Override
            public void answered(int index, byte[] bytes, int at, int length) {
                answers.set(index, JSON.readTree(new String(bytes, at, length, StandardCharsets.UTF_8)));
            }
        };
        try (var calls = new HttpCalls(server, Math.min(CONNECTIONS, requests.size()), work)) {
            calls.finish();
        }
        return answers;
    }
}
