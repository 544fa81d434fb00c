package dev.carillon.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.accounts.App;
import dev.carillon.accounts.AppSettings;
import dev.carillon.accounts.SignedFiles;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// URLs that are signed and end, for apps that want it.
class SignedTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String HOST = "https://h.example";

    @TempDir
    private Path folder;

    private FileHouse house;
    private String ana;
    private String file;

    @BeforeEach
    void open() throws Exception {
        house = new FileHouse(folder, settings(false));
        ana = house.token("ana");
        file = house.upload(ana, "a.png", "", Pictures.of("png", 64, 64));
        choose(house.app, SignedFiles.ON);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static FileSettings settings(boolean signed) {
        return new FileSettings(1 << 20, 0, 2, 2, 24, 0, 7, signed, 2, "", null);
    }

    private void choose(App app, SignedFiles choice) {
        AppSettings now = Objects.requireNonNull(house.accounts.app(app.aid())).settings();
        house.accounts.changeApp(
                app.aid(),
                null,
                new AppSettings(now.retention(), now.deleteAfterDelivery(), now.flags(), now.webhook(), choice));
    }

    private HttpResponse<byte[]> sign(String token, String body) {
        return house.ask(house.request("/files/sign")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode signed(String token, String... urls) {
        var answer = sign(token, JSON.writeValueAsString(Map.of("urls", urls)));
        assertThat(answer.statusCode()).as(FileHouse.text(answer)).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /// The path with its signature.
    private String signed(String path) {
        return signed(ana, HOST + path).path("urls").get(0).stringValue().substring(HOST.length());
    }

    private void assertRefused(String path, String why) {
        var answer = house.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(403);
        assertThat(FileHouse.text(answer))
                .contains("\"SIGNATURE\"")
                .contains(why)
                .contains("/files/sign");
        assertThat(FileHouse.header(answer, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void withoutASignatureNothingOfAFileIsGiven() {
        for (String path : new String[] {file, file + "?info", file + "?thumbnail", file + "?download"}) {
            assertRefused(path, "needs a signature");
        }
        assertThat(house.ask(house.request(file).HEAD()).statusCode()).isEqualTo(403);
        assertThat(house.ask(house.request(file).header("If-None-Match", "*")).statusCode())
                .isEqualTo(403);
        assertThat(house.ask(house.request(file).header("Authorization", "Bearer " + ana))
                        .statusCode())
                .as("a user's token is none")
                .isEqualTo(403);
    }

    @Test
    void aSignedUrlGivesAllOfItUntilItEnds() {
        String path = signed(file);
        for (String more : new String[] {"", "&info", "&thumbnail", "&download"}) {
            var good = house.get(path + more);
            assertThat(good.statusCode()).isEqualTo(200);
            assertThat(FileHouse.header(good, "Cache-Control")).isEqualTo("private, max-age=7200, immutable");
        }
        var range = house.ask(house.request(path).header("Range", "bytes=0-3"));
        assertThat(range.statusCode()).isEqualTo(206);
        house.clock.advance(Duration.ofHours(2).minusSeconds(1));
        assertThat(house.get(path).statusCode()).isEqualTo(200);
        house.clock.advance(Duration.ofSeconds(1));
        assertRefused(path, "has ended");
        assertThat(house.get(signed(file)).statusCode()).as("another one").isEqualTo(200);
    }

    @Test
    void aSignatureIsOfOneFileAndOneTime() {
        String other = house.upload(ana, "b.txt", "", "b".getBytes(UTF_8));
        String path = signed(file);
        String query = path.substring(path.indexOf('?'));
        assertRefused(other + query, "not one of this file");
        assertRefused(path.replaceFirst("e=[0-9]+", "e=9999999999"), "not one of this file and time");
        assertRefused(path.replaceFirst("s=k1", "s=k2"), "not one of this file");
        assertRefused(path.substring(0, path.length() - 1), "not one of this file");
        assertRefused(path + "x", "not one of this file");
        assertRefused(path.replaceFirst("&s=.*", ""), "not one of this file");
        assertRefused(path.replaceFirst("e=[0-9]+&", ""), "not one of this file");
        for (String expires : new String[] {"-1", "1e9", "99999999999999999999", "%00", "0x7f"}) {
            assertRefused(path.replaceFirst("e=[0-9]+", "e=" + expires), "not one of this file");
        }
        assertRefused(file + "?e=9999999999&e=1&s=&s=", "not one of this file");
    }

    @Test
    void onlyUsersOfItsAppHaveItSigned() {
        App shop = Objects.requireNonNull(house.accounts.createApp("shop"));
        choose(shop, SignedFiles.ON);
        String stranger = house.token(shop, "eve");
        JsonNode urls = signed(stranger, HOST + file).path("urls");
        assertThat(urls.get(0).isNull()).isTrue();
        String theirs = house.upload(stranger, "theirs.txt", "", "t".getBytes(UTF_8));
        JsonNode both = signed(ana, file, theirs, "https://other.example/x", "").path("urls");
        assertThat(both.get(0).isNull()).isFalse();
        for (int i = 1; i < 4; i++) {
            assertThat(both.get(i).isNull()).isTrue();
        }
        String theirsSigned = signed(stranger, theirs).path("urls").get(0).stringValue();
        assertRefused(file + theirsSigned.substring(theirsSigned.indexOf('?')), "not one of this file");
        assertThat(sign("0".repeat(50), "{\"urls\":[]}").statusCode()).isEqualTo(401);
    }

    @Test
    void refusesWhatIsNoListOfUrls() {
        for (String body : new String[] {
            "",
            "[]",
            "{}",
            "{\"urls\":1}",
            "{\"urls\":[1]}",
            "{\"urls\":[null]}",
            "{\"urls\":[\"" + "x".repeat(5_000) + "\"]}"
        }) {
            var answer = sign(ana, body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(FileHouse.text(answer)).contains("BADREQ").contains("urls");
        }
        assertThat(house.get("/files/sign").statusCode()).isEqualTo(405);
    }

    @Test
    void theAppDecidesAndTheServerWhereItDoesNot() throws Exception {
        choose(house.app, SignedFiles.DEFAULT);
        assertThat(house.get(file).statusCode()).isEqualTo(200);
        JsonNode open = signed(ana, HOST + file);
        assertThat(open.path("urls").get(0).stringValue()).as("as it was").isEqualTo(HOST + file);
        assertThat(open.has("expires")).isFalse();

        house.close();
        house = new FileHouse(folder, settings(true), house.clock);
        assertRefused(file, "needs a signature");
        assertThat(house.get(signed(file)).statusCode()).isEqualTo(200);
        choose(house.app, SignedFiles.OFF);
        assertThat(house.get(file).statusCode()).isEqualTo(200);
        choose(house.app, SignedFiles.ON);
        assertRefused(file, "needs a signature");
    }

    @Test
    void aSignedUrlInAMessageHoldsItsFile() {
        house.user("bob");
        house.send("ana", "bob", 1, HOST + signed(file));
        house.clock.advance(Duration.ofDays(30));
        house.files.clean();
        assertThat(house.get(signed(file)).statusCode()).isEqualTo(200);
    }
}
