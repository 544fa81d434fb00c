package dev.carillon.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every place for files does alike.
abstract class DepotContract {
    static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    Depot depot;

    abstract Depot open() throws IOException;

    /// How many things lie there, whatever they are.
    abstract int count() throws IOException;

    @BeforeEach
    void begin() throws IOException {
        depot = open();
    }

    @AfterEach
    void end() {
        depot.close();
    }

    static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    Path part(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("part"), bytes);
    }

    byte[] read(String key, long from, long length) throws IOException {
        return switch (depot.body(key, from, length)) {
            case HttpResponse.Body.Bytes(byte[] bytes) -> bytes;
            case HttpResponse.Body.File(Path path) -> throw new AssertionError(path);
            case HttpResponse.Body.Piece(var file, long at, long count) -> {
                try (file) {
                    ByteBuffer bytes = ByteBuffer.allocate((int) count);
                    while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
                        // reads on
                    }
                    yield bytes.array();
                }
            }
            case HttpResponse.Body.Stream(var in, long count) -> {
                try (in) {
                    yield in.readNBytes((int) count);
                }
            }
        };
    }

    @Test
    void givesBackWhatItTookWholeAndInPieces() throws Exception {
        for (int size : new int[] {1, 5, 100_000, 3 * MIB + 1}) {
            byte[] bytes = random(size);
            String key = "key" + size;
            depot.take(part(bytes), key);
            assertThat(folder.resolve("part")).as("the part stays").hasBinaryContent(bytes);
            assertThat(read(key, 0, size)).isEqualTo(bytes);
            assertThat(read(key, size / 3, size / 2))
                    .isEqualTo(Arrays.copyOfRange(bytes, size / 3, size / 3 + size / 2));
            assertThat(read(key, size - 1, 1)).isEqualTo(Arrays.copyOfRange(bytes, size - 1, size));
            assertThat(read(key, 0, 0)).isEmpty();
        }
    }

    @Test
    void takesAnEmptyFile() throws Exception {
        depot.take(part(new byte[0]), "empty");
        assertThat(read("empty", 0, 0)).isEmpty();
        assertThat(depot.bytes("empty")).isEmpty();
    }

    @Test
    void takesALargeFileInWhateverPiecesItNeeds() throws Exception {
        for (int size : new int[] {16 * MIB, 33 * MIB + 7}) {
            byte[] bytes = random(size);
            depot.take(part(bytes), "large");
            assertThat(read("large", 0, size)).isEqualTo(bytes);
            int across = 16 * MIB - 100;
            assertThat(read("large", across, 100)).isEqualTo(Arrays.copyOfRange(bytes, across, across + 100));
            depot.delete("large");
            assertThat(count()).as("nothing of it is left").isZero();
        }
    }

    @Test
    void takesTheSameAgain() throws Exception {
        byte[] bytes = random(1_000);
        depot.take(part(bytes), "same");
        depot.take(part(bytes), "same");
        depot.take("one".getBytes(UTF_8), "same.t");
        depot.take("another".getBytes(UTF_8), "same.t");
        assertThat(read("same", 0, 1_000)).isEqualTo(bytes);
        assertThat(depot.bytes("same.t")).isEqualTo("another".getBytes(UTF_8));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void deletesAndDoesNotMindWhenThereIsNothing() throws Exception {
        depot.take(part(random(10)), "gone");
        depot.take(random(11), "gone.t");
        depot.delete("gone");
        assertThatThrownBy(() -> read("gone", 0, 10)).isInstanceOf(IOException.class);
        assertThat(depot.bytes("gone.t")).hasSize(11);
        depot.delete("gone");
        depot.delete("never");
        depot.delete("gone.t");
        assertThatThrownBy(() -> depot.bytes("gone.t")).isInstanceOf(IOException.class);
        assertThat(count()).isZero();
    }

    @Test
    void tellsKeysApartThatLookAlike() throws Exception {
        String[] keys = {"-_aZ", "-_az", "--az", "__AZ", "_.t", "-", "~a".replace('~', '_')};
        for (String key : keys) {
            depot.take(key.getBytes(UTF_8), key);
        }
        for (String key : keys) {
            assertThat(new String(depot.bytes(key), UTF_8)).isEqualTo(key);
        }
        assertThat(count()).isEqualTo(keys.length);
    }

    @Test
    void readsWhatIsDeletedWhileItIsRead() throws Exception {
        byte[] bytes = random(MIB);
        depot.take(part(bytes), "read");
        HttpResponse.Body body = depot.body("read", 0, bytes.length);
        depot.delete("read");
        assertThat(body).isInstanceOfAny(HttpResponse.Body.Piece.class, HttpResponse.Body.Stream.class);
        if (body instanceof HttpResponse.Body.Piece(var file, long _, long _)) {
            try (file) {
                assertThat(file.size()).isEqualTo(bytes.length);
            }
        } else if (body instanceof HttpResponse.Body.Stream(var in, long _)) {
            try (in) {
                assertThat(in.readNBytes(100)).isEqualTo(Arrays.copyOf(bytes, 100));
            }
        }
    }
}
