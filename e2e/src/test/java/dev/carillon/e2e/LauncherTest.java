package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LauncherTest {
    @Test
    void theseTestsRunTheServerAsTheLauncherDoes() throws IOException {
        String launcher = Files.readString(Path.of("../carillon"));
        String runServer = launcher.substring(launcher.indexOf("run_server()"), launcher.indexOf("run_tool()"));
        assertThat(runServer).contains(ServerProcess.JVM_OPTIONS);
    }
}
