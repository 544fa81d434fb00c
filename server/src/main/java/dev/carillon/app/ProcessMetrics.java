package dev.carillon.app;

import com.sun.management.OperatingSystemMXBean;
import dev.carillon.metrics.Metrics;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/// What the system and the JVM tell about this process, under the names that Prometheus clients use. The beans are
/// asked, and loaded, only when somebody wants the page.
final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMetrics() {}

    static void measure(Metrics metrics) {
        metrics.gauge(
                "process_start_time_seconds",
                "When the process began, in seconds since 1970",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        metrics.sum("process_cpu_seconds_total", "Processor time used", ProcessMetrics::cpu);
        metrics.gauge(
                "process_resident_memory_bytes", "Memory that the system counts for it", ProcessMetrics::resident);
        metrics.gauge("process_open_fds", "Files and sockets open", OpenFiles::open);
        metrics.gauge("process_max_fds", "Files and sockets that it may have", OpenFiles::most);
        memory(metrics, "jvm_memory_used_bytes", "Memory of the JVM in use", MemoryUsage::getUsed);
        memory(
                metrics,
                "jvm_memory_committed_bytes",
                "Memory of the JVM taken from the system",
                MemoryUsage::getCommitted);
        metrics.gauge(
                "jvm_memory_max_bytes",
                "What the heap may grow to",
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
        metrics.gauge("jvm_buffers_bytes", "Direct buffers of the JVM", ProcessMetrics::buffers);
        metrics.gauge(
                "jvm_threads",
                "Platform threads",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        metrics.count(
                "jvm_gc_collections_total",
                "Garbage collections",
                () -> collections(GarbageCollectorMXBean::getCollectionCount));
        metrics.sum(
                "jvm_gc_seconds_total",
                "Time spent in garbage collections",
                () -> collections(GarbageCollectorMXBean::getCollectionTime) / 1e3);
    }

    private static void memory(Metrics metrics, String name, String help, ToLongFunction<MemoryUsage> value) {
        metrics.gauge(
                name,
                help,
                () -> value.applyAsLong(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()),
                "area",
                "heap");
        metrics.gauge(
                name,
                help,
                () -> value.applyAsLong(ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()),
                "area",
                "nonheap");
    }

    private static double cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    private static long buffers() {
        long bytes = 0;
        for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            bytes += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        return bytes;
    }

    private static long collections(ToLongFunction<GarbageCollectorMXBean> value) {
        long sum = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            sum += Math.max(0, value.applyAsLong(collector));
        }
        return sum;
    }

    /// 0 where the system does not tell.
    private static long resident() {
        try {
            if (Files.isReadable(STATUS)) {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith("VmRSS:")) {
                        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                    }
                }
            }
        } catch (IOException | NumberFormatException e) {
            // told in another way than expected
        }
        return 0;
    }
}
