package dev.carillon.storage.messages.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that writes, again and again on the same data, and looks whether everything it had acknowledged is
/// there and whole, and nothing half. More rounds: `-Dcarillon.crash.rounds=…`.
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("carillon.crash.rounds", 6);

    @TempDir
    Path folder;

    private final Random random = new Random();

    private record Acknowledged(long order, int sender, long mid) {}

    @Test
    @Timeout(600)
    void kill_9_loses_nothing_that_was_acknowledged() throws Exception {
        long before = 0;
        int all = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            List<String> lines = writeUntilKilled(round * 1_000_000L);
            List<Acknowledged> acknowledged =
                    lines.stream().map(CrashTest::parse).toList();
            try (RocksMessageStore store = RocksMessageStore.open(folder, Clock.systemUTC())) {
                before = check(store, acknowledged, before);
            }
            all += acknowledged.size();
        }
        try (RocksMessageStore store = RocksMessageStore.open(folder, Clock.systemUTC())) {
            assertThat(store.after(CrashingWriter.GROUP, 0, Integer.MAX_VALUE)).hasSizeGreaterThanOrEqualTo(all);
        }
    }

    /// Files that cannot grow stand for a disk that fails: what the store then says, and what is left of it.
    @Test
    @Timeout(60)
    void a_disk_that_refuses_is_reported_and_loses_nothing() throws Exception {
        assumeThat(Path.of("/usr/bin/prlimit")).exists();
        Process process = start(1);
        try {
            List<String> lines = read(process, 100);
            var limit = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=1048576");
            assertThat(limit.inheritIO().start().waitFor()).isZero();
            lines.addAll(read(process, Integer.MAX_VALUE));
            assertThat(lines).endsWith("ended", "closed");
            assertThat(Collections.frequency(lines, "refused")).isEqualTo(CrashingWriter.WRITERS);
            List<Acknowledged> acknowledged = lines.stream()
                    .filter(line -> line.contains(" "))
                    .map(CrashTest::parse)
                    .toList();
            try (RocksMessageStore store = RocksMessageStore.open(folder, Clock.systemUTC())) {
                check(store, acknowledged, 0);
                store.commit(CrashingWriter.whole(1, 0));
            }
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }

    private static Acknowledged parse(String line) {
        String[] parts = line.split(" ", -1);
        return new Acknowledged(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }

    private List<String> writeUntilKilled(long firstMid) throws IOException, InterruptedException {
        Process process = start(firstMid);
        try {
            List<String> lines = read(process, 1 + random.nextInt(3_000));
            // Not by the process itself, which would close the pipe: what it said before it died still counts.
            process.toHandle().destroyForcibly();
            lines.addAll(read(process, Integer.MAX_VALUE));
            assertThat(lines).isNotEmpty().noneMatch("refused"::equals);
            if (!lines.getLast().matches("\\d+ \\d+ \\d{7,}")) {
                lines.removeLast();
            }
            return lines;
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }

    private Process start(long firstMid) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWriter.class.getName(),
                folder.toString(),
                Long.toString(firstMid));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> read(Process process, int most) throws IOException {
        List<String> lines = new ArrayList<>();
        // The same reader each time: it may have read ahead.
        BufferedReader in = process.inputReader();
        for (String line = in.readLine(); line != null; line = lines.size() < most ? in.readLine() : null) {
            lines.add(line);
        }
        return lines;
    }

    /// Returns the highest order.
    private static long check(RocksMessageStore store, List<Acknowledged> acknowledged, long before) {
        List<StoredMessage> messages = store.after(CrashingWriter.GROUP, before, Integer.MAX_VALUE);
        Set<Acknowledged> stored = messages.stream()
                .map(m -> new Acknowledged(m.ref().order(), m.sender(), m.mid()))
                .collect(Collectors.toSet());
        assertThat(stored).containsAll(acknowledged);
        Set<Ref> one = refs(store, CrashingWriter.MEMBER);
        Set<Ref> other = refs(store, CrashingWriter.OTHER_MEMBER);
        Set<Ref> published = new HashSet<>(store.outbox(before, Integer.MAX_VALUE));
        for (StoredMessage message : messages) {
            Ref ref = message.ref();
            assertThat(message.content()).isEqualTo(CrashingWriter.content(message.sender(), message.mid()));
            assertThat(store.find(message.sender(), message.mid())).containsExactly(ref);
            assertThat(one).contains(ref);
            assertThat(other).contains(ref);
            assertThat(published).contains(ref);
            assertThat(store.owned(message.sender(), message.mid())).isNotNull();
        }
        assertThat(store.lastOrder())
                .isGreaterThanOrEqualTo(
                        messages.isEmpty() ? before : messages.getLast().ref().order());
        return store.lastOrder();
    }

    private static Set<Ref> refs(RocksMessageStore store, int uid) {
        List<InboxEntry> entries = store.inbox(uid, 0, Integer.MAX_VALUE);
        Set<Ref> refs = entries.stream().map(InboxEntry::ref).collect(Collectors.toSet());
        assertThat(refs).hasSameSizeAs(entries);
        return refs;
    }
}
