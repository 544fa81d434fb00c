package dev.carillon.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.HttpDate;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What HTTP and the formats on top of it ask of the doors of files.
class FileRulesTest {
    private static final String DATE = "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT";

    @TempDir
    private Path folder;

    private FileHouse house;
    private String ana;

    @BeforeEach
    void open() throws Exception {
        house = new FileHouse(folder, new FileSettings(70_000, 0, 50, 4, 24, 0, 7, false, 24, "", null));
        ana = house.token("ana");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private String text(String name) {
        return house.upload(ana, name, "text/plain", "Hello".getBytes(UTF_8));
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        var request = house.request(path);
        return house.ask(headers.length == 0 ? request : request.headers(headers));
    }

    // --- dates and conditions

    @Test
    @Tag("E1")
    void writesEveryDateAsTheStandardSays() {
        assertThat(Instant.ofEpochMilli(house.clock.millis()).toString())
                .as("a day of one digit")
                .contains("-0");
        var created = house.create(ana, "a", "", 5);
        assertThat(FileHouse.header(created, "Upload-Expires")).matches(DATE);
        assertThat(FileHouse.header(created, "Date")).matches(DATE);
        var head = house.head(FileHouse.header(created, "Location"), ana);
        assertThat(FileHouse.header(head, "Upload-Expires")).matches(DATE);
        assertThat(FileHouse.header(get(text("a.txt")), "Last-Modified")).matches(DATE);
    }

    @ParameterizedTest
    @Tag("E1")
    @CsvSource({
        "If-Modified-Since, 0, 304",
        "If-Modified-Since, 3600, 304",
        "If-Modified-Since, -1, 200",
        "If-Unmodified-Since, 0, 200",
        "If-Unmodified-Since, -1, 412"
    })
    void comparesTimesAsTimes(String header, int seconds, int status) {
        String file = text("a.txt");
        String modified = FileHouse.header(get(file), "Last-Modified");
        Instant then = Instant.ofEpochSecond(HttpDate.seconds(modified) + seconds);
        for (String date : new String[] {
            HttpDate.of(then.toEpochMilli()),
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .format(then.atOffset(ZoneOffset.UTC))
        }) {
            assertThat(get(file, header, date).statusCode()).as(date).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @Tag("E1")
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match|\"x\", TAG|304",
                "If-None-Match|W/TAG|304",
                "If-None-Match|*|304",
                "If-None-Match|\"x\"|200",
                "If-Match|TAG|200",
                "If-Match|\"x\"|412"
            })
    void knowsTags(String header, String value, int status) {
        String file = text("a.txt");
        String tag = FileHouse.header(get(file), "ETag");
        assertThat(get(file, header, value.replace("TAG", tag)).statusCode()).isEqualTo(status);
    }

    @Test
    @Tag("E1")
    void givesARangeOfTheStateThatTheAskerHas() {
        String file = text("a.txt");
        String modified = FileHouse.header(get(file), "Last-Modified");
        String old = modified.replaceFirst(", 0", ", ");
        assertThat(get(file, "Range", "bytes=1-2", "If-Range", modified).statusCode())
                .isEqualTo(206);
        assertThat(get(file, "Range", "Bytes=1-2", "If-Range", old).statusCode())
                .as("the same time, written otherwise")
                .isEqualTo(206);
        assertThat(get(file, "Range", "bytes=1-2", "If-Range", "Sat, 01 Jan 2000 00:00:00 GMT")
                        .statusCode())
                .isEqualTo(200);
    }

    // --- forms

    private static String file(String disposition, String content) {
        return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: application/octet-stream"
                + "\r\n\r\n" + content + "\r\n";
    }

    private JsonNode form(String body) {
        return form(body, request -> request);
    }

    private JsonNode form(String body, UnaryOperator<HttpRequest.Builder> more) {
        var answer = house.ask(more.apply(house.request("/files/upload?token=" + ana)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body + "--b--\r\n"))));
        return new JsonMapper().readTree(answer.body());
    }

    @Test
    @Tag("E3")
    void passesOverFieldsInWhichNothingWasChosen() {
        String nothing = file("name=\"photo\"; filename=\"\"", "");
        String real = file("name=\"photo2\"; filename=\"a.bin\"", "\u0001\u0002");
        for (String body : new String[] {nothing + real, real + nothing, nothing + real + nothing}) {
            JsonNode answer = form(body);
            assertThat(answer.path("result").booleanValue())
                    .as(answer.toString())
                    .isTrue();
            assertThat(answer.path("name").stringValue()).isEqualTo("a.bin");
            assertThat(answer.path("size").intValue()).isEqualTo(2);
        }
        JsonNode none = form(nothing);
        assertThat(none.path("result").booleanValue()).isFalse();
        assertThat(none.path("message").stringValue()).isEqualTo("the form has no file");
        assertThat(form(file("name=\"a\"; filename=\"empty.txt\"", ""))
                        .path("size")
                        .intValue())
                .as("an empty file that has a name is one")
                .isZero();
        assertThat(form(file("name=\"a\"; filename=\"\"", "x")).path("size").intValue())
                .as("bytes without a name are one")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @Tag("E9")
    @CsvSource(
            delimiter = '|',
            value = {
                "filename=\"say \\\"hi\\\".txt\"|say _hi_.txt",
                "filename=\"good.txt\"; filename*=UTF-8''%E9|good.txt",
                "filename=\"a.txt\"; filename*=UTF-8''%C3%A9.txt|é.txt"
            })
    void keepsTheNamesOfForms(String disposition, String name) {
        assertThat(form(file("name=\"f\"; " + disposition, "x")).path("name").stringValue())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @Tag("D9")
    @CsvSource({
        "می\u200cخواهم.txt, می\u200cخواهم.txt",
        "क्\u200dष.txt, क्\u200dष.txt",
        "👨\u200d👩\u200d👧.png, 👨\u200d👩\u200d👧.png",
        "🏴\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f.png, 🏴\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f.png",
        "\u0600\u0661.txt, \u0600\u0661.txt",
        "exe\u202etxt.a, exe_txt.a",
        "a\u200eb\u2066c\u061cd, a_b_c_d",
        "a\u200bb\ufeffc\u00add\u2060e, a_b_c_d_e",
        "a\udb40\udc67b, a_b",
        "\u200d\u200c, file"
    })
    void keepsJoinersInNamesAndNoMarksOfDirection(String given, String kept) {
        String path = text(given);
        assertThat(URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), UTF_8))
                .isEqualTo(kept);
    }

    @Test
    @Tag("D9")
    void cutsLongNamesBetweenCharacters() {
        String family = "👨\u200d👩\u200d👧\u200d👦";
        String path = text(family.repeat(20) + ".png");
        assertThat(URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), UTF_8))
                .isEqualTo(family.repeat(10) + ".png");
    }

    // --- tus

    private HttpResponse<byte[]> create(String... headers) {
        return house.ask(house.tus("/files/uploads", ana).headers(headers).POST(HttpRequest.BodyPublishers.noBody()));
    }

    @ParameterizedTest
    @Tag("E6")
    @ValueSource(
            strings = {
                "application/offset+octet-stream; charset=utf-8",
                "Application/Offset+Octet-Stream",
                " application/offset+octet-stream ;x=y"
            })
    void takesItsMediaTypeWithParameters(String type) {
        String place = FileHouse.header(create("Upload-Length", "5"), "Location");
        var answer = house.ask(house.tus(place, ana)
                .headers("Upload-Offset", "0", "Content-Type", type)
                .method("PATCH", HttpRequest.BodyPublishers.ofString("Hello")));
        assertThat(answer.statusCode()).as(FileHouse.text(answer)).isEqualTo(204);
    }

    @ParameterizedTest
    @Tag("E6")
    @CsvSource(
            delimiter = '|',
            value = {
                "filename YS50eHQ=,|201",
                ",filename YS50eHQ=|201",
                "filename YS50eHQ=, ,filetype dGV4dC9wbGFpbg==|201",
                "filename\tYS50eHQ=|201",
                "filename  YS50eHQ=|201",
                "is_ok,filename YS50eHQ=|201",
                ",|201",
                "filename not!base64|400",
                "a YQ==,a YQ==|400",
                "a b c|400"
            })
    void readsMetadataAsAList(String metadata, int status) {
        assertThat(create("Upload-Length", "5", "Upload-Metadata", metadata).statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @Tag("E6")
    @CsvSource(
            delimiter = '|',
            value = {
                "Upload-Concat|partial|Upload-Length|5",
                "Upload-Concat|final;/files/uploads/a /files/uploads/b|X-None|1",
                "Upload-Defer-Length|1|X-None|1"
            })
    void namesWhatItDoesNotDo(String header, String value, String other, String otherValue) {
        var answer = create(header, value, other, otherValue);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(FileHouse.text(answer)).contains(header).contains("not supported");
    }

    // --- codings

    @Test
    @Tag("E8")
    void keepsNoCodingOfTheWayAsTheFile() {
        String place = FileHouse.header(create("Upload-Length", "5"), "Location");
        for (String coding : new String[] {"gzip", "br", "deflate, gzip"}) {
            var answer = house.ask(house.tus(place, ana)
                    .headers("Upload-Offset", "0", "Content-Type", "application/offset+octet-stream")
                    .header("Content-Encoding", coding)
                    .method("PATCH", HttpRequest.BodyPublishers.ofString("Hello")));
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(FileHouse.text(answer)).contains("Content-Encoding");
        }
        assertThat(FileHouse.header(house.head(place, ana), "Upload-Offset")).isEqualTo("0");
        assertThat(form(file("name=\"a\"; filename=\"a\"", "x"), request -> request.header("Content-Encoding", "gzip"))
                        .path("message")
                        .stringValue())
                .contains("Content-Encoding");
    }

    // --- caches and quota

    @Test
    @Tag("G18")
    void letsNoSharedCacheKeepAnAddressThatTheAskerMadeUp() {
        String file = text("a.txt");
        var info = get(file + "?info", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example");
        assertThat(FileHouse.header(info, "Cache-Control"))
                .startsWith("private")
                .doesNotContain("public");
        assertThat(FileHouse.header(get(file), "Cache-Control")).startsWith("public");
    }

    @Test
    @Tag("E1")
    void letsNobodyKeepARefusal() {
        String file = text("a.txt");
        for (var refused :
                List.of(get(file, "If-Match", "\"x\""), get(file, "Range", "bytes=99-"), get(file + "?thumbnail"))) {
            assertThat(refused.statusCode()).isIn(404, 412, 416);
            assertThat(refused.headers().allValues("Cache-Control")).containsExactly("no-store");
        }
    }

    @Test
    @Tag("G19")
    void takesABlockOfTheQuotaForEveryFile() throws Exception {
        house.close();
        house = new FileHouse(
                folder, new FileSettings(70_000, 10 * 4_096, 50, 4, 24, 0, 7, false, 24, "", null), house.clock);
        for (int i = 0; i < 5; i++) {
            house.upload(ana, "empty", "", new byte[0]);
            assertThat(house.create(ana, "announced", "", 1).statusCode()).isEqualTo(201);
        }
        var beyond = house.create(ana, "one more", "", 0);
        assertThat(beyond.statusCode()).isEqualTo(413);
        assertThat(FileHouse.text(beyond)).contains("QUOTA");
    }
}
