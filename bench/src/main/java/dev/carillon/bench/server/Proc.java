package dev.carillon.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What Linux tells about processes and the machine.
final class Proc {
    private static final long MICROS_PER_TICK = 10_000;
    private static final Path ROOT = Path.of("/proc");

    private Proc() {}

    /// CPU time that the process has used so far, user and system, in µs; the system counts it in steps of 10 ms.
    static long cpuMicros(long pid) {
        // the name in brackets may hold blanks
        String stat = read(pid + "/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return MICROS_PER_TICK * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    /// CPU time that all of the machine has used so far, in µs: not idle, not waiting for a disk, not stolen.
    static long machineMicros() {
        String[] fields = read("stat").lines().findFirst().orElseThrow().split("\\s+");
        long[] ticks = Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).toArray();
        return MICROS_PER_TICK * (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]);
    }

    /// Memory of the process that is in RAM.
    static long residentKib(long pid) {
        return kib(pid + "/status", "VmRSS:");
    }

    static long memoryKib() {
        return kib("meminfo", "MemTotal:");
    }

    private static long kib(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    static String cpuModel() {
        return read("cpuinfo")
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
