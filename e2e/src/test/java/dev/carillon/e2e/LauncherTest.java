package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shipped program `bin/carillon`, with an AOT cache that fits, does not fit, or is missing: it always does what it
/// should, and says nothing about the cache.
class LauncherTest {
    private static final String CACHE = "carillon.aot";

    @TempDir
    private Path folder;

    private Path dist;

    /// A copy with the times of its files, for the cache goes by them.
    @BeforeEach
    void copy() throws IOException {
        Path shipped = Path.of(System.getProperty("carillon.home", "../server/target/dist"));
        dist = folder.resolve("a folder").resolve("dist");
        Files.createDirectories(dist.getParent());
        assertThat(run(List.of("cp", "-Rp", shipped.toString(), dist.toString()), "")
                        .code())
                .isZero();
    }

    @AfterEach
    void remove() throws IOException {
        try (Stream<Path> files = Files.walk(dist)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(List<String> command, String options) throws IOException {
        return run(command, options, System.getProperty("java.home"));
    }

    private Ended run(List<String> command, String options, String javaHome) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().put("CARILLON_JAVA_OPTS", options);
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), out, Files.readString(folder.resolve("err")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Ended version(String options) throws IOException {
        return run(List.of(dist.resolve("bin/carillon").toString(), "version"), options);
    }

    private void assertRuns(String options) throws IOException {
        Ended ended = version(options);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).matches("carillon \\S+( \\([0-9a-f]+(-dirty)?\\))?\n");
        assertThat(ended.code()).isZero();
    }

    /// Loads its classes from the cache, as the JVM says itself.
    private boolean usesCache(String options) throws IOException {
        return version(options + " -Xlog:class+load:stdout")
                .out()
                .contains("dev.carillon.app.Main source: shared objects file");
    }

    private Ended rehearse() throws IOException {
        return run(List.of(dist.resolve("bin/carillon").toString(), "rehearse"), "");
    }

    /// Where the distribution lies now, since a cache holds good in one place only.
    private void assertRehearses() throws IOException {
        assertThat(rehearse()).isEqualTo(new Ended(0, "", ""));
        assertThat(dist.resolve(CACHE)).isNotEmptyFile();
        assertThat(dist.resolve("rehearsal.log")).doesNotExist();
    }

    @Test
    void aCacheIsUsedWhereItWasMade() throws IOException {
        assertThat(dist.resolve(CACHE)).isNotEmptyFile();
        assertThat(usesCache("")).as("moved").isFalse();
        assertRuns("");
        assertRehearses();
        assertThat(usesCache("")).isTrue();
        assertRuns("");
        for (String others : List.of("-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-Xmx256m -Xms32m")) {
            assertRuns(others);
            assertThat(usesCache(others)).as(others).isTrue();
        }
        // for these it was not made
        for (String others :
                List.of("-XX:+UseZGC", "-XX:-UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1", "-Xint")) {
            assertRuns(others);
        }
    }

    @Test
    void theHeapIsBoundByOneOption() throws IOException {
        assertRuns("-Xmx64m");
        assertRuns("-XX:MaxHeapSize=64m");
    }

    @Test
    void aCacheThatDoesNotFitIsNotUsed() throws IOException {
        assertRehearses();
        assertThat(usesCache("")).isTrue();
        Path jar = dist.resolve("lib/carillon-server.jar");
        byte[] bytes = Files.readAllBytes(jar);
        bytes[10] ^= 1; // the time in the head of the first entry, which nobody reads
        Files.write(jar, bytes);
        assertThat(usesCache("")).as("another jar of the same size").isFalse();
        assertRuns("");
        bytes[10] ^= 1;
        Files.write(jar, bytes);
        assertThat(usesCache("")).as("the same jar again").isTrue();
        Files.copy(jar, dist.resolve("lib/another.jar"));
        assertThat(usesCache("")).as("one jar more").isFalse();
        assertRuns("");
    }

    @Test
    void aBrokenCacheIsNoticedAndIgnored() throws IOException {
        assertRehearses();
        byte[] bytes = Files.readAllBytes(dist.resolve(CACHE));
        Files.write(dist.resolve(CACHE), Arrays.copyOf(bytes, bytes.length / 2));
        assertRuns("");
        Files.writeString(dist.resolve(CACHE), "this is none");
        assertRuns("");
        Files.delete(dist.resolve(CACHE));
        assertRuns("");
    }

    @Test
    void saysWhichJavaItNeedsWhereTheOneThereIsTooOldOrMissing() throws IOException {
        Path jdk = Files.createDirectories(folder.resolve("jdk-17/bin")).getParent();
        List<String> command = List.of(dist.resolve("bin/carillon").toString(), "version");
        Path java = jdk.resolve("bin/java");
        assertThat(run(command, "", jdk.toString()))
                .isEqualTo(new Ended(
                        1, "", "carillon: needs Java 25 or newer, and found none: there is no " + java + "\n"));

        Files.createSymbolicLink(java, Path.of(System.getProperty("java.home"), "bin/java"));
        assertThat(run(command, "", jdk.toString()).code())
                .as("a link to a new one")
                .isZero();

        Files.delete(java);
        Files.writeString(java, "#!/bin/sh\necho 'Unrecognized VM option' >&2\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.12\"\n");
        assertThat(run(command, "", jdk.toString()))
                .isEqualTo(new Ended(
                        1,
                        "",
                        "carillon: needs Java 25 or newer, and " + java
                                + " is Java 17; point JAVA_HOME at a newer one\n"));
    }
}
