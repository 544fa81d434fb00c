package dev.carillon.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Uploads by the form of older apps.
class FormTest {
    private static final String FILE = "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a b.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nHello\r\n";

    @TempDir
    private Path folder;

    private FileHouse house;
    private String ana;

    @BeforeEach
    void open() throws Exception {
        house = new FileHouse(
                folder, new FileSettings(70_000, 0, 2, 2, 24, 0, 7, false, 24, "https://chat.example", null));
        ana = house.token("ana");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String field(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private JsonNode send(String path, String body) {
        var answer = house.ask(house.request(path)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(FileHouse.header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        return new JsonMapper().readTree(answer.body());
    }

    private String error(String path, String body) throws Exception {
        JsonNode answer = send(path, body);
        assertThat(answer.path("result").booleanValue()).isFalse();
        try (var parts = Files.list(folder.resolve("files/parts"))) {
            assertThat(parts).as("nothing is left").isEmpty();
        }
        return answer.path("error").stringValue();
    }

    @Test
    void answersWithAnAbsoluteUrl() {
        JsonNode answer = send(
                "/files/upload",
                field("op", "upload") + field("auth", ana) + field("uid", "1") + FILE + field("mid", "7")
                        + "--b--\r\n");
        assertThat(answer.path("result").booleanValue()).isTrue();
        String url = answer.path("url").stringValue();
        assertThat(url).startsWith("https://chat.example/files/").endsWith("/a%20b.txt");
        assertThat(answer.path("file").stringValue()).isEqualTo(url);
        assertThat(house.get(url.substring("https://chat.example".length())).body())
                .isEqualTo("Hello".getBytes(UTF_8));
    }

    @Test
    void takesTheTokenFromTheQuery() {
        JsonNode answer = send("/files/upload?op=upload&token=" + ana, FILE + "--b--");
        assertThat(answer.path("result").booleanValue()).isTrue();
    }

    @Test
    void keepsBytesThatLookLikeABoundary() {
        String tricky = "\r\n--c\r\r\n--\r\n--";
        JsonNode answer = send("/files/upload?token=" + ana, FILE.replace("Hello", tricky) + "--b--\r\n");
        String path = answer.path("url").stringValue().substring("https://chat.example".length());
        assertThat(house.get(path).body()).isEqualTo(tricky.getBytes(UTF_8));
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        String query = "/files/upload?token=" + ana;
        assertThat(error("/files/upload", FILE + "--b--")).isEqualTo("AUTHFAIL");
        assertThat(error("/files/upload?token=x", FILE + "--b--")).isEqualTo("AUTHFAIL");
        assertThat(error("/files/upload", FILE + field("auth", ana) + "--b--")).isEqualTo("AUTHFAIL");
        assertThat(error(query, field("x", "y") + "--b--")).isEqualTo("BADREQ");
        assertThat(error(query, field("op", "delete") + FILE + "--b--")).isEqualTo("BADREQ");
        assertThat(error(query, "nothing")).isEqualTo("BADREQ");
        assertThat(error(query, FILE)).as("cut off").isEqualTo("BROKEN");
        assertThat(error(query, field("x", "y").repeat(60) + FILE + "--b--")).isEqualTo("BADREQ");
        assertThat(error(query, FILE.replace("Hello", "x".repeat(70_001)) + "--b--"))
                .isEqualTo("TOOLARGE");
        assertThat(error(query, FILE.replace("Hello", "x".repeat(700_000)) + "--b--"))
                .isEqualTo("TOOLARGE");
    }
}
