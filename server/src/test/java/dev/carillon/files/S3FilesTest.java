package dev.carillon.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ClientFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way of a file, from its upload to its end, where files lie on a real S3 server.
class S3FilesTest {
    private static final int SIZE = 20 << 20;

    @TempDir
    private static Path place;

    private static S3Server server;

    @TempDir
    private Path folder;

    private FileHouse house;
    private String ana;

    @BeforeAll
    static void start() throws Exception {
        server = new S3Server(place);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        var settings =
                new FileSettings(100 << 20, 0, 20, 4, 24, 0, 7, false, 24, "", server.bucket("files", "carillon/"));
        house = new FileHouse(folder, settings);
        ana = house.token("ana");
        house.user("bob");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private void wipe(long order) {
        house.retract("ana", "bob", order, ClientFrame.Retraction.BOTH);
    }

    @Test
    void isUploadedSentReadInRangesAndGoesWithItsMessage() throws Exception {
        byte[] bytes = random(SIZE);
        String upload = FileHouse.header(house.create(ana, "film.bin", "", SIZE), "Location");
        int half = SIZE / 2;
        assertThat(house.patch(upload, ana, 0, Arrays.copyOf(bytes, half)).statusCode())
                .isEqualTo(204);
        assertThat(server.contents("files"))
                .as("a part waits on the disk until it is whole")
                .isEmpty();
        String file = FileHouse.header(
                house.patch(upload, ana, half, Arrays.copyOfRange(bytes, half, SIZE)), "Carillon-File");
        long order = house.send("ana", "bob", 1, file);

        assertThat(house.get(file).body()).isEqualTo(bytes);
        var range = house.ask(house.request(file).header("Range", "bytes=" + half + "-" + (half + 999)));
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(bytes, half, half + 1_000));
        assertThat(house.ask(house.request(file).HEAD()).headers().firstValueAsLong("Content-Length"))
                .hasValue(SIZE);

        wipe(order);
        house.files.clean();
        assertThat(house.get(file).statusCode()).isEqualTo(404);
        assertThat(server.contents("files")).isEmpty();
    }

    @Test
    void aPictureHasItsThumbnailThereTooAndBothGo() throws Exception {
        String file = house.upload(ana, "a.png", "image/png", Pictures.of("png", 640, 480));
        assertThat(server.contents("files")).hasSize(2);
        assertThat(house.get(file + "?thumbnail").body()).startsWith(0xFF, 0xD8);
        wipe(house.send("ana", "bob", 1, file));
        house.files.clean();
        assertThat(server.contents("files")).isEmpty();
    }

    @Test
    void whileTheServiceIsAwayNothingIsLost() throws Exception {
        byte[] bytes = "kept".getBytes(StandardCharsets.UTF_8);
        String before = house.upload(ana, "before.txt", "", bytes);
        long order = house.send("ana", "bob", 1, before);
        String upload = FileHouse.header(house.create(ana, "a.txt", "", bytes.length), "Location");
        server.kill();

        var away = house.patch(upload, ana, 0, bytes);
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(FileHouse.text(away)).contains("NOSPACE").contains("try again later");
        assertThat(FileHouse.header(away, "Retry-After")).isNotEmpty();
        assertThat(house.get(before).statusCode()).isEqualTo(503);
        wipe(order);
        house.files.clean();
        assertThat(house.get(before).statusCode()).isEqualTo(404);

        server.start();
        assertThat(server.contents("files")).as("its bytes wait to be deleted").hasSize(1);
        String file = FileHouse.header(house.head(upload, ana), "Carillon-File");
        assertThat(house.get(file).body()).isEqualTo(bytes);
        house.clock.advance(Duration.ofMinutes(2));
        house.files.clean();
        assertThat(server.contents("files")).as("the other one").hasSize(1);
        wipe(house.send("ana", "bob", 2, file));
        house.files.clean();
        assertThat(server.contents("files")).isEmpty();
    }
}
