package dev.carillon.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.App;
import dev.carillon.gateway.HttpHeaders;
import dev.carillon.gateway.HttpRequest;
import dev.carillon.gateway.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.json.JsonMapper;

/// Whatever comes, the answer is a valid envelope, and never "the server failed".
class AnyBytesTest {
    private static final List<String> TYPES = List.of(
            "",
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "text/plain",
            "x");
    private static final List<String> OPS = List.of(
            "useradd",
            "usertoken",
            "userset",
            "userdel",
            "deltoken",
            "usersget",
            "userget",
            "groupadd",
            "groupset",
            "groupdel",
            "groupeditmembers",
            "groupgetmembers",
            "groupsget",
            "message",
            "otp",
            "appstats",
            "appset",
            "appflags");
    private static final List<String> NAMES = List.of(
            "user",
            "group",
            "message",
            "otp",
            "app",
            "addr",
            "address",
            "uid",
            "gid",
            "name",
            "token",
            "appid",
            "expiry",
            "v2",
            "m",
            "members",
            "permissions",
            "admin",
            "call",
            "profile",
            "from",
            "to",
            "msg",
            "type",
            "flags",
            "count",
            "start",
            "remove",
            "delete",
            "when",
            "forced",
            "url",
            "id",
            "sflags",
            "usertoken",
            "tries",
            "reuse",
            "latitude",
            "longitude",
            "base64",
            "body",
            "owner",
            "image",
            "active",
            "restrictions",
            "groups");

    private static Path folder;
    private static TestServer server;
    private static App app;

    @BeforeContainer
    static void start() throws IOException {
        folder = Files.createTempDirectory("any-bytes");
        server = new TestServer(folder, ApiSettings.DEFAULT);
        app = server.app("any");
    }

    @AfterContainer
    static void stop() throws IOException {
        server.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Property(tries = 3_000)
    void anyBytes(
            @ForAll byte[] body, @ForAll byte[] query, @ForAll("types") String type, @ForAll("methods") String method) {
        assertAnswered(method, new String(query, ISO_8859_1), type, body);
    }

    @Property(tries = 1_500, shrinking = ShrinkingMode.BOUNDED)
    void anyJson(@ForAll("ops") String op, @ForAll("objects") Map<String, Object> members) {
        var request = new HashMap<>(members);
        request.put("op", op);
        request.put("token", app.token());
        byte[] json = new JsonMapper().writeValueAsBytes(request);

        assertAnswered("POST", "", "application/json", json);
    }

    @Property(tries = 1_000)
    void anyForm(@ForAll("ops") String op, @ForAll("pairs") List<String> pairs) {
        String form = "op=" + op + "&" + String.join("&", pairs) + "&token=" + app.token();

        assertAnswered("GET", form, "", new byte[0]);
    }

    private static void assertAnswered(String method, String query, String type, byte[] body) {
        var headers = type.isEmpty() ? HttpHeaders.NONE : HttpHeaders.of("Content-Type", type);
        var remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        HttpResponse response = server.api().handle(new HttpRequest(method, "/backend", query, headers, body, remote));

        assertThat(response.status()).isEqualTo(200);
        byte[] bytes = ((HttpResponse.Body.Bytes) response.body()).bytes();
        Map<?, ?> envelope = new JsonMapper().readValue(bytes, Map.class);
        Object result = envelope.get("result");
        assertThat(result).isInstanceOf(Boolean.class);
        assertThat(envelope.get("error") == null).isEqualTo(result);
        assertThat(envelope.get("error")).isNotEqualTo("SERVERERROR");
        assertThat(envelope.get("code") == null).isEqualTo(result);
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(TYPES);
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of("GET", "POST", "PUT", "DELETE");
    }

    @Provide
    Arbitrary<String> ops() {
        return Arbitraries.of(OPS);
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.of(
                        "ana", "bob", "", " ", "1", "0", "-1", "0x1F", "true", "1000", "a,b", "{", "*", "\u0000"),
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.longs(),
                Arbitraries.bigDecimals(),
                Arbitraries.of(true, false),
                Arbitraries.of(0, 1, -1, 2, 1000, Integer.MAX_VALUE));
        Arbitrary<Object> values = scalars;
        for (int depth = 0; depth < 3; depth++) {
            Arbitrary<Object> inner = values;
            values = Arbitraries.oneOf(
                    scalars,
                    inner.list().ofMaxSize(3).map(list -> list),
                    Arbitraries.maps(Arbitraries.of(NAMES), inner).ofMaxSize(6).map(map -> map));
        }
        return Arbitraries.maps(Arbitraries.of(NAMES), values.injectNull(0.05)).ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<String>> pairs() {
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "ana", "", "1", "0", "-1", "0x1F", "true", "1000", "a,b", "{\"a\":1}", "%", "%7B%22a%22:1%7D"),
                Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(10));
        return Combinators.combine(Arbitraries.of(NAMES), values)
                .as((name, value) -> name + "=" + value)
                .list()
                .ofMaxSize(8);
    }
}
