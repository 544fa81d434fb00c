package dev.carillon.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.RawSocket;
import dev.carillon.protocol.ClientFrame;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a user's files may come to, to the byte, and uploads that are not what they say.
class QuotaTest {
    private static final int QUOTA = 100_000;

    @TempDir
    private Path folder;

    private FileHouse house;
    private String ana;

    @BeforeEach
    void open() throws Exception {
        house = new FileHouse(folder, new FileSettings(QUOTA, QUOTA, 50, 50, 24, 0, 7, false, 24, "", null));
        ana = house.token("ana");
        house.user("bob");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private int status(long length) {
        return house.create(ana, "a", "", length).statusCode();
    }

    private String place(long length) {
        return FileHouse.header(house.create(ana, "a", "", length), "Location");
    }

    @Test
    void isExactInBothDirections() {
        String file = house.upload(ana, "a", "", new byte[60_000]);
        String place = place(30_000);
        assertThat(status(10_001)).as("what is announced counts").isEqualTo(413);
        String rest = house.upload(ana, "a", "", new byte[10_000]);
        assertThat(status(1)).as("full").isEqualTo(413);
        assertThat(status(0)).as("an empty file takes a block").isEqualTo(413);
        assertThat(house.create(house.token("bob"), "a", "", QUOTA).statusCode())
                .as("another one has a quota of its own")
                .isEqualTo(201);

        assertThat(house.ask(house.tus(place, ana).DELETE()).statusCode()).isEqualTo(204);
        assertThat(status(30_001)).isEqualTo(413);
        place = place(30_000);
        assertThat(house.patch(place, ana, 0, new byte[30_000]).statusCode()).isEqualTo(204);
        assertThat(status(1)).as("counted once, not twice").isEqualTo(413);

        house.retract("ana", "bob", house.send("ana", "bob", 1, file), ClientFrame.Retraction.BOTH);
        house.files.clean();
        assertThat(status(60_001)).isEqualTo(413);
        assertThat(status(60_000)).as("what is deleted is free").isEqualTo(201);
        assertThat(house.get(rest).statusCode()).isEqualTo(200);
    }

    @Test
    void isKeptByManyAtOnce() throws Exception {
        List<Callable<Integer>> creations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            creations.add(() -> status(13_000));
        }
        int taken = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var status : threads.invokeAll(creations)) {
                assertThat(status.get()).isIn(201, 413);
                taken += status.get() == 201 ? 1 : 0;
            }
        }
        assertThat(taken).isEqualTo(QUOTA / 13_000);
        assertThat(status(QUOTA % 13_000 + 1)).isEqualTo(413);
        assertThat(status(QUOTA % 13_000)).isEqualTo(201);
    }

    @Test
    void countsAFormByWhatItBrings() {
        String head = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n";
        for (int i = 0; i < 3; i++) {
            var answer = house.ask(house.request("/files/upload?token=" + ana)
                    .header("Content-Type", "multipart/form-data; boundary=b")
                    .POST(HttpRequest.BodyPublishers.ofString(head + "x".repeat(30_000) + "\r\n--b--\r\n")));
            assertThat(FileHouse.text(answer)).contains("\"result\":true");
        }
        assertThat(status(10_001)).isEqualTo(413);
        assertThat(status(10_000)).isEqualTo(201);
        var beyond = house.ask(house.request("/files/upload?token=" + ana)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(head + "x\r\n--b--\r\n")));
        assertThat(FileHouse.text(beyond)).contains("\"result\":false").contains("QUOTA");
    }

    // --- lengths that lie

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e3", "0x10", "99999999999999999999", "1 ", "1,1", "", "\u0661"})
    void aLengthIsANumber(String length) throws Exception {
        try (var client = new RawSocket(house.port())) {
            client.send(("POST /files/uploads HTTP/1.1\r\nHost: h\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer "
                            + ana + "\r\nUpload-Length: " + length + "\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(UTF_8));
            int status = client.answer().status();
            assertThat(status).isEqualTo(length.equals("1 ") ? 201 : 400);
        }
    }

    @Test
    void lessThanWasAnnouncedIsNoFile() {
        String place = place(1_000);
        var half = house.patch(place, ana, 0, new byte[500]);
        assertThat(half.statusCode()).isEqualTo(204);
        assertThat(half.headers().firstValue("Carillon-File")).isEmpty();
        assertThat(FileHouse.header(house.head(place, ana), "Upload-Offset")).isEqualTo("500");
    }

    @Test
    void moreThanWasAnnouncedIsRefusedAlsoWithTheAnnouncement() throws Exception {
        var more = house.ask(house.tus("/files/uploads", ana)
                .header("Upload-Length", "10")
                .header("Content-Type", "application/offset+octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[11])));
        assertThat(more.statusCode()).isEqualTo(413);
        assertThat(more.headers().firstValue("Carillon-File")).isEmpty();
        String place = place(10);
        try (var client = new RawSocket(house.port())) {
            // it says 5, and what follows is another request, not more of the file
            client.send(
                    "PATCH " + place + " HTTP/1.1\r\nHost: h\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer " + ana
                            + "\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 5\r\n\r\n"
                            + "helloworld");
            assertThat(client.answer().status()).isEqualTo(204);
        }
        assertThat(FileHouse.header(house.head(place, ana), "Upload-Offset")).isEqualTo("5");
    }
}
