package dev.carillon.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real S3 server (S3Proxy) in a process of its own, on a free port of the loopback interface. It keeps each bucket
/// in a folder, checks every signature, and can be killed and started again on the same data.
final class S3Server implements AutoCloseable {
    static final String KEY = "test-key";
    static final String SECRET = "a secret/of+the=tests";

    /// Written by Maven before the tests: see the profile `s3` in the pom.
    private static final Path CLASSPATH = Path.of("target/s3proxy.classpath");

    private final Path folder;
    private final Path config;
    private final int port;
    private @Nullable Process process;

    S3Server(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("buckets"));
        this.port = freePort();
        config = Files.writeString(
                folder.resolve("s3proxy.conf"),
                String.join(
                        "\n",
                        "s3proxy.authorization=aws-v4",
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.identity=" + KEY,
                        "s3proxy.credential=" + SECRET,
                        // the clocks of the tests stand elsewhere
                        "s3proxy.maximum-timeskew=" + Integer.MAX_VALUE,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=none",
                        "jclouds.credential=none",
                        "jclouds.filesystem.basedir=" + this.folder));
        start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void start() throws IOException {
        assertThat(CLASSPATH).as("Maven writes it in generate-test-resources").exists();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Files.readString(CLASSPATH).strip(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolveSibling("s3proxy.log").toFile())
                .start();
        await().atMost(60, TimeUnit.SECONDS).until(this::answers);
    }

    private boolean answers() {
        assertThat(process)
                .as("the S3 server; its log is beside its buckets")
                .matches(it -> it != null && it.isAlive());
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void kill() throws InterruptedException {
        Objects.requireNonNull(process).destroyForcibly().waitFor();
    }

    FileSettings.S3 bucket(String name, String prefix) throws IOException {
        Files.createDirectories(folder.resolve(name));
        return unmade(name, prefix);
    }

    /// A bucket that is not there.
    FileSettings.S3 unmade(String name, String prefix) {
        return new FileSettings.S3(URI.create("http://127.0.0.1:" + port), "us-east-1", name, prefix, KEY, SECRET);
    }

    /// What lies in a bucket, as the server keeps it: objects, and parts of uploads that did not end.
    List<Path> contents(String bucket) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve(bucket))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
