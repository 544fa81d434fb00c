package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The guide for people who write clients names everything that the records have.
class GuideTest {
    private static String guide = "";

    @BeforeAll
    static void read() throws IOException {
        guide = Files.readString(Path.of("..", "docs", "guide", "protocol.md"));
    }

    static Stream<String> frames() {
        return Stream.of(ClientFrame.class, ServerFrame.class)
                .flatMap(type ->
                        Arrays.stream(type.getAnnotation(JsonSubTypes.class).value()))
                .map(JsonSubTypes.Type::name);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void namesEveryFrame(String name) {
        assertThat(guide).containsPattern("[\"`]" + name.replace(".", "\\.") + "[\"`]");
    }

    @ParameterizedTest
    @EnumSource
    void tellsEveryErrorWithItsAdvice(ErrorCode code) {
        assertThat(guide)
                .containsPattern("\\| 0x%02X \\(%d\\) \\| %s \\| %s \\|"
                        .formatted(
                                code.code(),
                                code.code(),
                                code.name(),
                                code.advice().name().toLowerCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @EnumSource
    void tellsEveryCloseCode(CloseCode code) {
        assertThat(guide).containsPattern("\\| %d \\| %s \\|".formatted(code.code(), code.name()));
    }

    @Test
    void tellsTheLimits() {
        assertThat(guide)
                .contains("131 072")
                .contains("\"window\":" + Limits.WINDOW)
                .contains("\"pageSize\":" + Limits.HISTORY_PAGE)
                .contains("\"heartbeat\":" + Limits.HEARTBEAT_SECONDS);
    }
}
