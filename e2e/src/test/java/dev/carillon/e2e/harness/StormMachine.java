package dev.carillon.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A process of its own from which a [Storm] comes, at low priority: it stands for machines elsewhere, whose work costs
/// the server and its healthy clients nothing.
public final class StormMachine implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;
    private final BufferedReader said;

    private StormMachine(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Starts it; the storm begins with [#rage].
    ///
    /// @param many as in [Storm#rage]
    public static StormMachine start(ServerProcess server, Storm storm, int many, int seconds) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var machine = new StormMachine(new ProcessBuilder(List.of(
                        "nice",
                        "-n",
                        "10",
                        java,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StormMachine.class.getName(),
                        server.folder().toString(),
                        Integer.toString(server.address().getPort()),
                        storm.name(),
                        Integer.toString(many),
                        Integer.toString(seconds)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        machine.expect();
        return machine;
    }

    private String expect() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("the storm machine broke down");
        }
        return line;
    }

    /// Lets it loose, and waits for the end. Returns how often it did its work.
    public int rage() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return Integer.parseInt(expect());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /// The process itself: folder, port, storm, how many, seconds.
    public static void main(String[] arguments) throws IOException {
        var server = ServerProcess.elsewhere(
                Path.of(arguments[0]), new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1])));
        Storm storm = Storm.valueOf(arguments[2]);
        int many = Integer.parseInt(arguments[3]);
        try (var stage = new Stage(server)) {
            // the code of this process is compiled, and what the storm needs is there
            storm.rage(stage, many);
            System.out.println(READY);
            if (System.in.read() < 0) {
                return;
            }
            long end = System.nanoTime() + Integer.parseInt(arguments[4]) * 1_000_000_000L;
            int times = 0;
            while (System.nanoTime() < end) {
                storm.rage(stage, many);
                times++;
            }
            System.out.println(times);
        }
    }
}
