package dev.carillon.bench.server;

/// On what was measured.
///
/// @param jvm options of the server's JVM, beside those of the distribution
/// @param commit of the sources; unknown outside of a clone
public record Machine(
        String processor, int cores, long memoryMib, String system, String jdk, String jvm, String commit) {
    public static Machine here() {
        return new Machine(
                Proc.cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                Proc.memoryKib() / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version"),
                ServerProcess.moreOptions(),
                System.getenv().getOrDefault("CARILLON_COMMIT", "unknown"));
    }
}
