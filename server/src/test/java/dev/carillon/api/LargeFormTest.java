package dev.carillon.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.RawSocket;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Forms of more than a MiB, which are taken from apps and not from strangers; and long answers.
class LargeFormTest extends ApiFixture {
    private static final int LARGE = 3_000_000;

    private static String field(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file() {
        return "--b\r\nContent-Disposition: form-data; name=\"p\"; filename=\"p.bin\"\r\n\r\n" + "x".repeat(LARGE)
                + "\r\n";
    }

    private RawSocket.Answer send(String query, String headers, String body) throws Exception {
        try (var client = new RawSocket(server.port())) {
            byte[] bytes = body.getBytes(UTF_8);
            client.send("POST /backend" + query + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + bytes.length
                    + "\r\nContent-Type: multipart/form-data; boundary=b\r\n" + headers + "\r\n");
            client.send(bytes);
            return client.answer();
        }
    }

    @ParameterizedTest
    @Tag("G9")
    @CsvSource({"QUERY, 200", "HEADER, 200", "FIRST, 200", "LAST, 401", "NONE, 401", "WRONG, 401"})
    void isTakenWhenTheTokenComesFirst(String where, int status) throws Exception {
        String token = where.equals("WRONG") ? "nobody" : app.token();
        String field = field("token", token);
        boolean first = where.equals("FIRST") || where.equals("WRONG");
        String body = field("op", "usersget") + (first ? field : "") + file() + (where.equals("LAST") ? field : "")
                + "--b--\r\n";
        RawSocket.Answer answer = send(
                where.equals("QUERY") ? "?token=" + token : "",
                where.equals("HEADER") ? "Authorization: Bearer " + token + "\r\n" : "",
                body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).contains(status == 200 ? "\"result\":true" : "application token");
    }

    @Test
    void longAnswersWithoutSecretsAreCompressed() throws Exception {
        for (int i = 0; i < 20; i++) {
            group("ana" + i, "bob" + i);
        }
        assertThat(zipped("/backend?op=groupsget&count=100&token=" + app.token()))
                .contains("\"groupscount\":20");
        assertThat(zipped("/backend/openapi.json")).contains("openapi");
        var users = server.send(server.request("/backend?op=usersget&count=100&token=" + app.token())
                .header("Accept-Encoding", "gzip")
                .GET());
        assertThat(users.ok().number("userscount"))
                .as("tokens are never compressed")
                .isEqualTo(40);
    }

    private String zipped(String path) throws Exception {
        try (var client = new RawSocket(server.port())) {
            RawSocket.Answer answer = client.send(
                            "GET " + path + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
                    .answer();
            assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
            return new String(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(), UTF_8);
        }
    }

    @Test
    @Tag("E8")
    void packedJsonIsUnderstood() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(("{\"op\":\"usersget\",\"token\":\"" + app.token() + "\"}").getBytes(UTF_8));
        }
        var reply = server.send(server.request("/backend")
                .headers("Content-Type", "application/json", "Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(out.toByteArray())));
        assertThat(reply.ok().number("userscount")).isZero();
    }
}
