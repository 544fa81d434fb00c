package dev.carillon.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.gateway.RawSocket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Uploads by tus, from their announcement to the file.
class UploadTest {
    private static final long KIB = 1_024;
    private static final FileSettings SETTINGS =
            new FileSettings(64 * KIB, 100 * KIB, 2, 2, 24, 0, 7, false, 24, "", null);

    @TempDir
    private Path folder;

    private FileHouse house;
    private String ana;

    @BeforeEach
    void open() throws Exception {
        house = new FileHouse(folder, SETTINGS);
        ana = house.token("ana");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        bytes[0] = 0;
        return bytes;
    }

    private String place(long length) {
        var created = house.create(ana, "a.bin", "", length);
        assertThat(created.statusCode()).as(FileHouse.text(created)).isEqualTo(201);
        return FileHouse.header(created, "Location");
    }

    @Test
    void isResumedWhereItBrokeOffEvenAfterARestart() throws Exception {
        byte[] bytes = random(50_000);
        String place = place(bytes.length);
        assertThat(house.head(place, ana).headers().firstValue("Upload-Offset")).hasValue("0");
        try (var client = new RawSocket(house.port())) {
            client.send(
                    "PATCH " + place + " HTTP/1.1\r\nHost: h\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer " + ana
                            + "\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 50000\r\n\r\n");
            client.send(Arrays.copyOf(bytes, 20_000));
        }
        await().until(() -> house.metrics.page().contains("carillon_files_received_bytes_total 20000\n"));
        var told = house.head(place, ana);
        int offset = Integer.parseInt(FileHouse.header(told, "Upload-Offset"));
        assertThat(offset).isEqualTo(20_000);
        assertThat(FileHouse.header(told, "Upload-Length")).isEqualTo("50000");

        house.close();
        house = new FileHouse(folder, SETTINGS);
        assertThat(FileHouse.header(house.head(place, ana), "Upload-Offset")).isEqualTo(Integer.toString(offset));
        var half = house.patch(place, ana, offset, Arrays.copyOfRange(bytes, offset, 30_000));
        assertThat(half.statusCode()).isEqualTo(204);
        assertThat(FileHouse.header(half, "Upload-Offset")).isEqualTo("30000");
        var last = house.patch(place, ana, 30_000, Arrays.copyOfRange(bytes, 30_000, bytes.length));
        assertThat(last.statusCode()).isEqualTo(204);
        String file = FileHouse.header(last, "Carillon-File");
        assertThat(file).matches("/files/[A-Za-z0-9_-]{22}/a\\.bin");
        assertThat(house.get(file).body()).isEqualTo(bytes);
        assertThat(FileHouse.header(house.head(place, ana), "Carillon-File"))
                .as("for a client that lost the last answer")
                .isEqualTo(file);
    }

    @Test
    void takesTheBytesWithTheAnnouncementAndAnEmptyFile() {
        byte[] bytes = random(3_000);
        assertThat(house.get(house.upload(ana, "b.bin", "", bytes)).body()).isEqualTo(bytes);
        var empty = house.create(ana, "", "", 0);
        assertThat(empty.statusCode()).isEqualTo(201);
        assertThat(house.get(FileHouse.header(empty, "Carillon-File")).body()).isEmpty();
    }

    @Test
    void refusesAnOffsetThatIsNotTheEnd() {
        String place = place(100);
        var wrong = house.patch(place, ana, 5, new byte[10]);
        assertThat(wrong.statusCode()).isEqualTo(409);
        assertThat(FileHouse.text(wrong)).contains("CONFLICT");
    }

    @Test
    void takesNoMoreThanWasAnnounced() throws Exception {
        String place = place(100);
        assertThat(house.patch(place, ana, 0, new byte[101]).statusCode()).isEqualTo(413);
        try (var client = new RawSocket(house.port())) {
            client.send(
                    "PATCH " + place + " HTTP/1.1\r\nHost: h\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer " + ana
                            + "\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\nc8\r\n" + "x".repeat(200) + "\r\n");
            assertThat(client.answer().status()).as("an endless body").isEqualTo(413);
        }
        assertThat(FileHouse.header(house.head(place, ana), "Upload-Offset")).isEqualTo("0");
    }

    @Test
    void endsABodyThatComesTooSlowly() throws Exception {
        String place = place(60_000);
        try (var client = new RawSocket(house.port())) {
            client.send(
                    "PATCH " + place + " HTTP/1.1\r\nHost: h\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer " + ana
                            + "\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 60000\r\n\r\nabc");
            assertThat(client.answer().status()).isEqualTo(408);
        }
        assertThat(FileHouse.header(house.head(place, ana), "Upload-Offset")).isEqualTo("3");
    }

    @Test
    void isNobodyElses() {
        String place = place(100);
        String bob = house.token("bob");
        assertThat(house.head(place, bob).statusCode()).isEqualTo(404);
        assertThat(house.patch(place, bob, 0, new byte[10]).statusCode()).isEqualTo(404);
        assertThat(house.ask(house.tus(place, bob).DELETE()).statusCode()).isEqualTo(404);
        assertThat(house.head(place, "0".repeat(50)).statusCode()).isEqualTo(401);
        assertThat(house.ask(house.request(place)
                                .header("Tus-Resumable", "1.0.0")
                                .DELETE())
                        .statusCode())
                .isEqualTo(401);
        assertThat(house.head("/files/uploads/..%2f..%2fsecret.key", ana).statusCode())
                .isEqualTo(404);
    }

    @Test
    void namesTheLimitsThatItRefusesBy() {
        var large = house.create(ana, "a", "", 64 * KIB + 1);
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(FileHouse.text(large)).contains("TOOLARGE").contains("65536").contains("files-max-size");
        house.upload(ana, "a", "", random(60_000));
        var beyond = house.create(ana, "a", "", 60_000);
        assertThat(beyond.statusCode()).isEqualTo(413);
        assertThat(FileHouse.text(beyond)).contains("QUOTA").contains("files-quota");
        place(10);
        place(10);
        var third = house.create(ana, "a", "", 10);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(FileHouse.text(third)).contains("files-unfinished");
    }

    @Test
    void leavesTheDiskItsReserve() throws Exception {
        house.close();
        house = new FileHouse(
                folder, new FileSettings(64 * KIB, 0, 2, 2, 24, Long.MAX_VALUE / 2, 7, false, 24, "", null));
        var full = house.create(ana, "a", "", 10);
        assertThat(full.statusCode()).isEqualTo(507);
        assertThat(FileHouse.text(full)).contains("NOSPACE");
    }

    @Test
    void isDroppedOnDemandAndAfterItsTime() throws Exception {
        String place = place(100);
        assertThat(house.ask(house.tus(place, ana).DELETE()).statusCode()).isEqualTo(204);
        assertThat(house.head(place, ana).statusCode()).isEqualTo(404);
        String late = place(100);
        house.patch(late, ana, 0, new byte[10]);
        house.clock.advance(Duration.ofHours(25));
        assertThat(house.head(late, ana).statusCode()).isEqualTo(404);
        house.files.clean();
        try (var parts = Files.list(folder.resolve("files/parts"))) {
            assertThat(parts).isEmpty();
        }
    }

    @Test
    void saysWhatItSpeaksToWhoeverAsksFromAnotherOrigin() {
        var answer = house.ask(house.request("/files/uploads")
                .header("Access-Control-Request-Method", "PATCH")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(FileHouse.header(answer, "Tus-Version")).isEqualTo("1.0.0");
        assertThat(FileHouse.header(answer, "Tus-Extension"))
                .contains("creation-with-upload")
                .contains("termination");
        assertThat(FileHouse.header(answer, "Tus-Max-Size")).isEqualTo("65536");
        assertThat(FileHouse.header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(FileHouse.header(answer, "Access-Control-Allow-Methods")).contains("PATCH");
        assertThat(FileHouse.header(answer, "Access-Control-Allow-Headers")).contains("Upload-Offset");
        assertThat(FileHouse.header(answer, "Access-Control-Expose-Headers")).contains("Carillon-File");
        var old = house.ask(house.request("/files/uploads")
                .header("Authorization", "Bearer " + ana)
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(old.statusCode()).isEqualTo(412);
    }

    @Test
    void aNewRequestTakesTheTurnOfOneThatHangs() throws Exception {
        String place = place(50_000);
        try (var hanging = new RawSocket(house.port())) {
            hanging.send(
                    "PATCH " + place + " HTTP/1.1\r\nHost: h\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer " + ana
                            + "\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 50000\r\n\r\n");
            hanging.send("x".repeat(10_000).getBytes(UTF_8));
            await().until(() -> house.metrics.page().contains("carillon_http_uploads 1\n"));
            // a client whose offset is out of date asks again
            await().until(() -> {
                int offset = Integer.parseInt(FileHouse.header(house.head(place, ana), "Upload-Offset"));
                return house.patch(place, ana, offset, new byte[50_000 - offset])
                                .statusCode()
                        == 204;
            });
        }
    }
}
