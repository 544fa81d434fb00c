package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.ApiSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("carillon.conf"), text);
    }

    @Test
    void hasADefaultForEverything() throws Exception {
        var config = Config.of(Map.of(), Map.of(), null);
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.data()).isEqualTo(Path.of("data"));
        for (Setting setting : Setting.values()) {
            assertThat(setting.allows(setting.normal())).as(setting.key()).isTrue();
        }
    }

    @Test
    void goesByFlagThenEnvironmentThenFile() throws Exception {
        Path file = file("# a comment\n\n  port = 1001 \nhost=filehost\nevent-loops = 3\n");
        var environment = Map.of("CARILLON_PORT", "1002", "CARILLON_EVENT_LOOPS", "4", "PATH", "/bin");
        var config = Config.of(Map.of(Setting.PORT, "1003"), environment, file);
        assertThat(config.port()).isEqualTo(1003);
        assertThat(config.eventLoops()).isEqualTo(4);
        assertThat(config.host()).isEqualTo("filehost");
        assertThat(Config.of(Map.of(), environment, file).port()).isEqualTo(1002);
        assertThat(Config.of(Map.of(), Map.of(), file).port()).isEqualTo(1001);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    prot = 8080        | line 1 | "prot"  | "port"
                    \\nhots = x         | line 2 | "hots"  | "host"
                    event_loops = 2    | line 1 | "event_loops" | "event-loops"
                    port = 99999       | line 1 | port    | a number from 0 to 65535
                    port = many        | line 1 | "many"  | a number from 0 to 65535
                    port               | line 1 | key = value | port
                    port = 1\\nport = 2 | line 2 | "port" | second
                    host =             | line 1 | host    | an address
                    """)
    void refusesAFileNamingTheKeyTheLineAndWhatWouldBeRight(String text, String line, String what, String right)
            throws IOException {
        Path file = file(text.replace("\\n", "\n"));
        assertThatThrownBy(() -> Config.of(Map.of(), Map.of(), file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContainingAll(file.toString(), line, what, right);
    }

    @Test
    void readsListsAndSwitches() throws Exception {
        var config = Config.of(
                Map.of(),
                Map.of(),
                file("backend-paths = /rest/v1  /old\nbackend-networks = 10.0.0.0/8, ::1\nbackend-cors = false\n"
                        + "backend-rate = 50\n"));
        assertThat(config.backendPaths()).containsExactly("/rest/v1", "/old");
        assertThat(config.backend().networks()).containsExactly("10.0.0.0/8", "::1");
        assertThat(config.backend().cors()).isFalse();
        assertThat(config.backend().rate()).isEqualTo(new ApiSettings.Rate(50, 100));
        assertThatThrownBy(() -> Config.of(Map.of(), Map.of(), file("backend-cors = yes")))
                .hasMessageContaining("true or false");
        assertThatThrownBy(() -> Config.of(Map.of(), Map.of(), file("backend-paths = rest")))
                .hasMessageContaining("paths");
    }

    @Test
    void refusesBadFlagsAndVariablesByTheirName() {
        assertThatThrownBy(() -> Config.of(Map.of(Setting.PORT, "-1"), Map.of(), null))
                .hasMessageContainingAll("--port", "\"-1\"", "0 to 65535");
        assertThatThrownBy(() -> Config.of(Map.of(), Map.of("CARILLON_CONNECTIONS", "0"), null))
                .hasMessageContainingAll("CARILLON_CONNECTIONS", "1 to 10000000");
    }

    @Test
    void saysWhenTheFileIsMissingOrNoText() throws IOException {
        assertThatThrownBy(() -> Config.of(Map.of(), Map.of(), folder.resolve("none")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContainingAll("none", "does not exist");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertThatThrownBy(() -> Config.of(Map.of(), Map.of(), binary)).hasMessageContaining("UTF-8");
    }

    /** The reference page is what [Setting] says; run with `-Dcarillon.write=true` to write it anew. */
    @Test
    void isDescribedInTheReference() throws IOException {
        Path page = Path.of("..", "docs", "reference", "configuration.md");
        if (Boolean.getBoolean("carillon.write")) {
            Files.writeString(page, Reference.page());
        }
        assertThat(page).hasContent(Reference.page());
    }

    /** The page for people. */
    private static final class Reference {
        static String page() {
            var page = new StringBuilder("""
                    # Configuration

                    Each setting is taken from the command line (`--host`, `--port`, `--data`), else from the environment, else from the
                    file named by `--config` or `CARILLON_CONFIG`, else it has its default. The file has lines `key = value`; empty lines and
                    lines that begin with `#` say nothing. An unknown key or a bad value stops the start with a line that names it.

                    | key | environment | default | allowed | meaning |
                    |---|---|---|---|---|
                    """);
            for (Setting setting : Setting.values()) {
                page.append("| `%s` | `%s` | %s | %s | %s |%n"
                        .formatted(
                                setting.key(),
                                setting.variable(),
                                setting.normal().isEmpty() ? "" : "`" + setting.normal() + "`",
                                setting.allowed(),
                                setting.prose()));
            }
            page.append("""

                    `CARILLON_LOG_LEVEL` sets how much is logged (`DEBUG`, `INFO`, `WARN`, `ERROR`; default `INFO`), and `CARILLON_JAVA_OPTS`
                    holds more options for the JVM, for example `-Xmx2g`.
                    """);
            return page.toString();
        }
    }
}
