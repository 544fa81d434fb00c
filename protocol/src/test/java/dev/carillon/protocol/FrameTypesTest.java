package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The frames as the TypeScript client knows them are those of the records.
class FrameTypesTest {
    private static final Path CLIENT = Path.of("..", "sdk", "js");

    @Test
    void theTypesAreUpToDate() throws IOException {
        isUpToDate(CLIENT.resolve(Path.of("src", "wire", "frames.ts")), FrameTypes.text());
    }

    @Test
    void theGoldenVectorsAreUpToDate() throws IOException {
        isUpToDate(CLIENT.resolve(Path.of("test", "vectors.ts")), GoldenVectors.typeScript());
    }

    private static void isUpToDate(Path file, String made) throws IOException {
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(file, made);
        }
        assertThat(Files.readString(file))
                .as("write it anew with ./carillon test -pl protocol -Dtest=FrameTypesTest -Dreference.write=true")
                .isEqualTo(made);
    }
}
