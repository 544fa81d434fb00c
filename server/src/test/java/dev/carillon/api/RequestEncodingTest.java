package dev.carillon.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.RawSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One request in all the encodings that clients use.
class RequestEncodingTest extends ApiFixture {
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String NESTED = """
            {"op": "useradd", "token": "TOKEN", "user": {"address": "ana@x", "name": "Ana B", "token": {"appid": "com.x", "expiry": 60}}}""";
    private static final String FLAT = "op=useradd&addr=ana%40x&name=Ana+B&appid=com.x&expiry=60&token=TOKEN";
    private static final String NO_TYPE = "";

    private static Arguments encoding(String name, String method, String query, String type, String body) {
        return Arguments.of(name, method, query, type, body);
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                encoding("R1 query, GET", "GET", FLAT, NO_TYPE, ""),
                encoding("R1 GET with the type of JSON and no body", "GET", FLAT, JSON, ""),
                encoding("R2 query, POST without body", "POST", FLAT, NO_TYPE, ""),
                encoding("R3 form", "POST", "", FORM, FLAT),
                encoding("R3 form with charset", "POST", "", FORM + "; charset=UTF-8", FLAT),
                encoding("R3b form without a type", "POST", "", NO_TYPE, FLAT),
                encoding("R3b form with an odd type", "POST", "", "text/plain", FLAT),
                encoding("R4 JSON", "POST", "", JSON, NESTED),
                encoding("R4 JSON with charset", "POST", "", "Application/JSON; charset=utf-8", NESTED),
                encoding("R4 JSON sent as a form", "POST", "", FORM, "\r\n " + NESTED),
                encoding("R4 JSON without a type, behind a byte order mark", "POST", "", NO_TYPE, "\uFEFF" + NESTED),
                encoding("R4 flat JSON", "POST", "", JSON, """
                        {"op": "useradd", "token": "TOKEN", "addr": "ana@x", "name": "Ana B", "appid": "com.x", "expiry": "60"}"""),
                encoding("R5 JSON and op and token in the query", "POST", "op=useradd&token=TOKEN", JSON, NESTED),
                encoding("R5 the body wins", "POST", "op=userdel&token=x&name=no&addr=no", JSON, NESTED),
                encoding("R5 with DELETE", "DELETE", "op=useradd&token=TOKEN", JSON, NESTED),
                encoding("R5 with PUT", "PUT", "", JSON, NESTED),
                encoding("R6 empty JSON and everything in the query", "POST", FLAT, JSON, "{}"),
                encoding("R6 null and everything in the query", "POST", FLAT, JSON, "null"),
                encoding("R7 GET with JSON", "GET", "", JSON, NESTED),
                encoding("R8 multipart", "POST", "", "multipart/form-data; boundary=\"--b--\"", multipart("--b--")),
                encoding(
                        "R8 multipart, plain boundary",
                        "POST",
                        "",
                        "Multipart/Form-Data; BOUNDARY=xY",
                        multipart("xY")),
                encoding(
                        "R9 leaf names",
                        "GET",
                        "op=useradd&address=ana@x&name=Ana%20B&flags=&appid=com.x&expiry=60" + "&v2=0&token=TOKEN",
                        NO_TYPE,
                        ""),
                encoding("R10 wrapped", "POST", "", JSON, "{\"body\": " + NESTED + "}"),
                encoding(
                        "object as text in a form",
                        "POST",
                        "",
                        FORM,
                        "op=useradd&token=TOKEN&user="
                                + "{\"address\":\"ana@x\",\"name\":\"Ana+B\",\"token\":{\"appid\":\"com.x\",\"expiry\":60}}"),
                encoding("object as text in JSON", "POST", "", JSON, """
                        {"op": "useradd", "token": "TOKEN", "user": "{\\"address\\": \\"ana@x\\", \\"name\\": \\"Ana B\\", \\"token\\": {\\"appid\\": \\"com.x\\"}}"}"""),
                encoding("commas after the last members", "POST", "", JSON, """
                        {"op": "useradd", "token": "TOKEN", "user": {"address": "ana@x", "name": "Ana B", "token": {"appid": "com.x",},},}"""),
                encoding("members twice", "POST", "", JSON, """
                        {"op": "x", "op": "useradd", "token": "TOKEN", "user": 1, "user": {"address": "no", "address": "ana@x", "name": "Ana B", "token": {"appid": "com.x"}}}"""),
                encoding("names in any case, with blanks", "POST", "", JSON, """
                        {" OP": " UserAdd ", "Token": "TOKEN", "USER ": {"Address ": "ana@x", "NAME": "Ana B", "tOken": {"appId": "com.x"}}}"""),
                encoding("null for what is left out", "POST", "", JSON, """
                        {"op": "useradd", "token": "TOKEN", "user": {"address": "ana@x", "name": "Ana B", "flags": null, "otp": null, "permissions": null, "profile": null, "token": {"appid": "com.x", "expiry": null}}}"""));
    }

    private static String multipart(String boundary) {
        var body = new StringBuilder("a preamble\r\n");
        String[][] parts = {
            {"op", "useradd"}, {"token", "TOKEN"}, {"addr", "ana@x"}, {"name", "Ana B"}, {"appid", "com.x"}
        };
        for (String[] part : parts) {
            body.append("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                    .formatted(boundary, part[0], part[1]));
        }
        return body
                + "--%1$s\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: x/y\r\n\r\n\u0000\u00ff\r\n--%1$s--\r\n"
                        .formatted(boundary);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void allMeanTheSame(String name, String method, String query, String type, String body) {
        String token = app.token();
        HttpRequest.Builder request = server.request(
                        "/backend" + (query.isEmpty() ? "" : "?" + query.replace("TOKEN", token)))
                .method(
                        method,
                        body.isEmpty()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(
                                        body.replace("TOKEN", token).getBytes(UTF_8)));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }

        Reply reply = server.send(request).ok();

        assertThat(reply.string("op")).isEqualTo("useradd");
        assertThat(reply.at("user.address")).isEqualTo("ana@x");
        assertThat(reply.string("user.token")).isNotEmpty();
        assertThat(known("ana@x").name()).isEqualTo("Ana B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/backend", "/backend/", "/api.php", "/api.php/", "/mesiboapi", "/mesiboapi/"})
    void allPathsAnswerAlikeAndNoneRedirects(String path) {
        Reply reply = server.json(path, NESTED.replace("TOKEN", app.token()));

        assertThat(reply.ok().at("user.address")).isEqualTo("ana@x");
        assertThat(server.get(path + "?").refused("NOOP", 400, "op").status()).isEqualTo(200);
    }

    @Test
    void whatIsNotPercentEncodedStandsForItself() throws Exception {
        try (var socket = new RawSocket(server.port())) {
            byte[] request = ("GET /api.php?op=useradd&addr=zoë@x&name=100%&flag=0x2%zz&x=%4&=y&&token=" + app.token()
                            + " HTTP/1.1\r\nHost: h\r\n\r\n")
                    .getBytes(UTF_8);
            String answer = socket.send(request).answer().text();
            assertThat(answer).contains("\"error\":\"BADPARA\"").contains("user.flags");

            byte[] good = ("GET /api.php?op=useradd&addr=zoë@x&name=100%&x=%4&=y&&&token=" + app.token()
                            + " HTTP/1.1\r\nHost: h\r\n\r\n")
                    .getBytes(UTF_8);
            assertThat(socket.send(good).answer().text()).contains("\"result\":true");
        }
        assertThat(known("zoë@x").name()).isEqualTo("100%");
    }

    @Test
    void blanksInAQueryAreTakenAsTheyWereMeant() throws Exception {
        try (var socket = new RawSocket(server.port())) {
            socket.send("GET /backend?op=useradd&addr=ana&name=Ana de B&token=" + app.token()
                    + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(socket.answer().text()).contains("\"result\":true");
        }
        assertThat(known("ana").name()).isEqualTo("Ana de B");
    }

    @Test
    void aRequestThatIsNotHttpDoesNotGetItsTokenBack() throws Exception {
        try (var socket = new RawSocket(server.port())) {
            socket.send("GET /backend?op=useradd&name=Ana B&token=" + app.token() + " HTTQ/1.1\r\nHost: h\r\n\r\n");
            RawSocket.Answer answer = socket.answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContainIgnoringCase(app.token());
        }
    }

    @Test
    void aMessageThatIsJsonStaysTextInFlatRequests() {
        user("ana");
        user("bob");
        String text = "{\"from\":\"x\"}";
        query("message", "from=ana&to=bob&message=%7B%22from%22:%22x%22%7D").ok();
        call("message", "{\"from\": \"ana\", \"to\": \"bob\", \"message\": \"{\\\"from\\\":\\\"x\\\"}\"}")
                .ok();

        assertThat(server.between(known("ana"), "bob"))
                .extracting(message -> message.content().text())
                .hasSize(2)
                .allSatisfy(json -> assertThat(json).contains(text.replace("\"", "\\\"")));
    }

    @Test
    void aMessageObjectAsTextIsReadWhereNothingStandsBesideIt() {
        user("ana");
        user("bob");
        query("message", "message=%7B%22from%22:%22ana%22,%22to%22:%22bob%22,%22message%22:%22hi%22%7D")
                .ok();

        assertThat(server.between(known("ana"), "bob")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"op\":}",
                "[]",
                "\"op\"",
                "7",
                "{\"op\": \"useradd\"} {}",
                "{'op': 1}",
                "{\"op\": \"\\x\"}",
                "{\"a\": 1e}"
            })
    void brokenJsonIsRefusedWithoutAnOp(String body) {
        Reply reply = server.json("/backend?token=" + app.token(), body).refused("BADREQUEST", 400);

        assertThat(reply.body()).doesNotContainKey("op");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] latin = ("{\"op\": \"useradd\", \"token\": \"" + app.token() + "\", \"user\": {\"address\": \"zoë\"}}")
                .getBytes(ISO_8859_1);
        server.post("/backend", JSON, latin).refused("BADREQUEST", 400);
        server.post("/backend", FORM, "op=useradd&addr=zoë".getBytes(ISO_8859_1))
                .refused("BADREQUEST", 400);
        server.get("/backend?op=useradd&addr=%EB").refused("BADREQUEST", 400);
        server.post("/backend", "application/octet-stream", new byte[] {0, 1, 2})
                .refused("BADREQUEST", 400);
    }

    @Test
    void nestingHasABound() {
        String deep = "{\"a\":".repeat(31) + "1" + "}".repeat(31);
        String body = "{\"op\": \"appstats\", \"token\": \"" + app.token() + "\", \"x\": %s}";

        server.json("/backend", body.formatted(deep)).ok();
        server.json("/backend", body.formatted("{\"a\":" + deep + "}")).refused("BADREQUEST", 400);
        server.json("/backend", body.formatted("[".repeat(100_000))).refused("BADREQUEST", 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=other",
                "multipart/form-data; boundary=",
                "multipart/mixed; boundary=\"b"
            })
    void aMultipartBodyNeedsItsBoundary(String type) {
        server.post("/backend", type, multipart("b").getBytes(UTF_8)).refused("BADREQUEST", 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\r\n\r\nvalue\r\n--b--",
                "--b\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--b--",
                "--b\r\nContent-Disposition: form-data; name=\"op\"\r\n\r\nuseradd",
                "--b\r\nContent-Disposition: form-data; name=\"op\"",
                "--b"
            })
    void aBrokenMultipartBodyIsRefused(String body) {
        server.post("/backend", "multipart/form-data; boundary=b", body.getBytes(UTF_8))
                .refused("BADREQUEST", 400);
    }

    @Test
    void aMultipartBodyHasAtMostSoManyParts() {
        String part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";

        server.post("/backend", "multipart/form-data; boundary=b", (part.repeat(200) + "--b--").getBytes(UTF_8))
                .refused("NOOP", 400, "op");
        server.post("/backend", "multipart/form-data; boundary=b", (part.repeat(201) + "--b--").getBytes(UTF_8))
                .refused("BADREQUEST", 400);
    }

    @Test
    void aBodyHasABound() {
        byte[] large = new byte[(1 << 20) + 1];
        Arrays.fill(large, (byte) ' ');
        large[0] = '{';

        assertThat(server.post("/backend", JSON, large).status()).isEqualTo(413);
    }
}
