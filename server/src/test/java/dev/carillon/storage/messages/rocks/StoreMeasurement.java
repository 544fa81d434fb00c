package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.Commit;
import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.Receipt;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Tally;
import dev.carillon.storage.messages.StoreStats;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Measures the store by hand, on a disk of one's choice: `main FOLDER SECONDS`. Prints writes per second and how
/// long a writer waits, for the typical message of two users and for entries to a large group.
final class StoreMeasurement {
    private static final int USERS = 1_000;
    private static final int PARTNERS = 20;
    private static final int MEMBERS = 10_000;
    private static final int CHUNK = 1_000;
    private static final int SAMPLES = 1 << 22;

    private final Path folder;
    private final long nanos;

    private StoreMeasurement(Path folder, int seconds) {
        this.folder = folder;
        this.nanos = seconds * 1_000_000_000L;
    }

    public static void main(String[] args) throws Exception {
        var measurement = new StoreMeasurement(Path.of(args[0]), Integer.parseInt(args[1]));
        for (int writers : new int[] {1_000, 64, 1_000, 64, 1, 1_000, 64, 1}) {
            measurement.pairs(writers, false);
        }
        measurement.pairs(64, true);
        measurement.pairs(1_000, true);
        for (int i = 0; i < 5; i++) {
            measurement.largeGroup();
        }
    }

    /// Each writer sends to one of [#PARTNERS] users, one message after the other; with receipts, also what the
    /// answer costs.
    private void pairs(int writers, boolean receipts) throws Exception {
        try (RocksMessageStore store = RocksMessageStore.open(fresh(), Clock.systemUTC())) {
            var mids = new AtomicLong();
            var count = new AtomicLong();
            long[] waits = new long[SAMPLES];
            long cpu = cpu("");
            long committing = cpu("store-commit");
            long end = System.nanoTime() + nanos;
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int sender = 1 + i % USERS;
                threads.add(Thread.startVirtualThread(() -> {
                    while (System.nanoTime() < end) {
                        int recipient =
                                1 + (sender + ThreadLocalRandom.current().nextInt(PARTNERS)) % USERS;
                        long begun = System.nanoTime();
                        Commit commit = store.commit(typical(sender, recipient, mids.incrementAndGet()));
                        waits[(int) (count.getAndIncrement() % SAMPLES)] = System.nanoTime() - begun;
                        if (receipts) {
                            store.commit(answer(commit, recipient));
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            long[] sorted = Arrays.copyOf(waits, (int) Math.min(count.get(), SAMPLES));
            Arrays.sort(sorted);
            StoreStats stats = store.stats();
            System.out.printf(
                    "%4d writers%s: %,8d messages/s  %6.1f writes/group  %5.0f µs/group on disk  "
                            + "wait p50 %5d p99 %6d µs  CPU µs/message: %.1f, %.1f of it the commit thread%n",
                    writers,
                    receipts ? " with receipts" : "",
                    count.get() * 1_000_000_000L / nanos,
                    (double) stats.writes() / stats.groups(),
                    stats.syncNanos() / 1e3 / stats.groups(),
                    sorted[sorted.length / 2] / 1_000,
                    sorted[(int) (sorted.length * 0.99)] / 1_000,
                    (cpu("") - cpu) / 1e3 / count.get(),
                    (cpu("store-commit") - committing) / 1e3 / count.get());
        }
    }

    /// ns used so far by the threads of that name, or by the whole process.
    private static long cpu(String name) {
        if (name.isEmpty()) {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
        var threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().equals(name))
                .mapToLong(info -> threads.getThreadCpuTime(info.getThreadId()))
                .sum();
    }

    private static List<Change> typical(int sender, int recipient, long mid) {
        long now = System.currentTimeMillis();
        var message = new StoredMessage(
                new Ref(Conversation.direct(sender, recipient), 0),
                1,
                sender,
                recipient,
                mid,
                now,
                0,
                3,
                now + 604_800_000L,
                0,
                0,
                false,
                null,
                0,
                0,
                1,
                new byte[200]);
        return List.of(
                new Change.NewMessage(message),
                new Change.Deliver(recipient, InboxEntry.Kind.MESSAGE, null, now, new byte[] {1, 0, 0, 0, 0}));
    }

    private static List<Change> answer(Commit commit, int recipient) {
        long now = System.currentTimeMillis();
        return List.of(
                new Change.SetReceipt(commit.ref(), new Receipt(recipient, now, 0)),
                new Change.SetTally(commit.ref(), new Tally(1, 0, 0)),
                new Change.SetCursor(recipient, 1, commit.seqs()[0]));
    }

    private void largeGroup() throws Exception {
        try (RocksMessageStore store = RocksMessageStore.open(fresh(), Clock.systemUTC())) {
            Ref ref = new Ref(Conversation.ofGroup(1), 1);
            long[] times = new long[30];
            for (int round = 0; round < times.length; round++) {
                long begun = System.nanoTime();
                for (int from = 1; from <= MEMBERS; from += CHUNK) {
                    List<Change> chunk = new ArrayList<>(CHUNK);
                    for (int uid = from; uid < from + CHUNK; uid++) {
                        chunk.add(new Change.Deliver(
                                uid, InboxEntry.Kind.MESSAGE, ref, 1_780_000_000_000L, new byte[] {1, 0, 0, 0, 0}));
                    }
                    store.commit(chunk);
                }
                times[round] = System.nanoTime() - begun;
            }
            System.out.printf("%,d inboxes in chunks of %,d: first %.1f ms", MEMBERS, CHUNK, times[0] / 1e6);
            Arrays.sort(times);
            System.out.printf(", median %.1f ms%n", times[times.length / 2] / 1e6);
        }
        LockSupport.parkNanos(200_000_000L);
    }

    private Path fresh() throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
