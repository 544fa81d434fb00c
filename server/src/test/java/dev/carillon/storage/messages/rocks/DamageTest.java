package dev.carillon.storage.messages.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.accounts.UnusableData;
import dev.carillon.messaging.Change;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Task;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the store does with files that are not as it left them: torn, newer than itself, somebody else's.
class DamageTest {
    private static final int SENT = 200;

    @TempDir
    Path folder;

    @TempDir
    Path copies;

    private final Random random = new Random();

    private RocksMessageStore open(Path where) {
        return RocksMessageStore.open(where, Clock.systemUTC());
    }

    @Test
    void a_log_with_a_torn_end_opens_with_what_is_whole() throws IOException {
        try (RocksMessageStore store = open(folder)) {
            for (int mid = 1; mid <= SENT; mid++) {
                store.commit(CrashingWriter.whole(1, mid));
            }
            for (int round = 0; round < 5; round++) {
                Path copy = copies.resolve("cut" + round);
                copy(folder, copy);
                cut(newestLog(copy), random.nextInt(1, 40_000));
                expectWholeBeginning(copy);

                Path garbled = copies.resolve("garbled" + round);
                copy(folder, garbled);
                garble(newestLog(garbled), random.nextInt(1, 40_000));
                expectWholeBeginning(garbled);
            }
        }
    }

    /// What can befall a place on a disk.
    private enum Blow {
        NOISE,
        ZEROS,
        ONE_BIT,
        BLOCK
    }

    /// Where a log can be hit: at its start, anywhere before acknowledged writes, in a record larger than a block.
    @ParameterizedTest
    @EnumSource
    @Tag("G11")
    void a_log_that_is_damaged_before_acknowledged_writes_is_refused_and_opens_with_the_rest_when_told_to(Blow blow)
            throws IOException {
        List<List<Long>> before = new ArrayList<>();
        try (RocksMessageStore store = open(folder)) {
            for (int mid = 1; mid <= SENT; mid++) {
                store.commit(CrashingWriter.whole(1, mid));
            }
            store.commit(large(SENT + 1));
            store.commit(CrashingWriter.whole(1, SENT + 2));
            before.add(orders(store));
        }
        long length = newestLog(folder).toFile().length();
        for (long at : new long[] {0, 20, 40_000, length / 2, length - 60_000}) {
            Path copy = copies.resolve("at" + at);
            copy(folder, copy);
            strike(newestLog(copy), at, blow);
            assertThatThrownBy(() -> open(copy))
                    .as("%s at %d", blow, at)
                    .isInstanceOf(UnusableData.class)
                    .hasMessageContaining(newestLog(copy).toString())
                    .hasMessageContaining("lost")
                    .hasMessageContaining("--accept-loss");
            List<Long> left;
            try (RocksMessageStore store = RocksMessageStore.open(copy, Clock.systemUTC(), new StoreSetup(true, 512))) {
                left = orders(store);
                assertThat(store.commit(CrashingWriter.whole(2, 1)).ref().order())
                        .isGreaterThan(SENT + 2);
            }
            assertThat(before.getFirst()).containsAll(left);
            assertThat(left).as("%s at %d", blow, at).hasSizeBetween(SENT / 2, SENT + 1);
            assertThat(left).as("what stands behind the place").contains(SENT + 2L);
            open(copy).close(); // once it was told to, it is in order
        }
    }

    private static List<Long> orders(RocksMessageStore store) {
        return store.after(CrashingWriter.GROUP, 0, 1_000).stream()
                .map(m -> m.ref().order())
                .toList();
    }

    /// More than fits into one block of the log.
    private List<Change> large(long mid) {
        byte[] content = new byte[100_000];
        random.nextBytes(content);
        var message = new StoredMessage(
                new Ref(CrashingWriter.GROUP, 0), 1, 1, 0, mid, 5, 0, 3, 9, 0, 0, false, null, 0, 0, 2, content);
        return List.of(new Change.NewMessage(message));
    }

    private void strike(Path log, long at, Blow blow) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            byte[] bytes = new byte[blow == Blow.ONE_BIT ? 1 : blow == Blow.BLOCK ? 4_096 : 64];
            file.seek(at);
            file.readFully(bytes);
            switch (blow) {
                case NOISE -> random.nextBytes(bytes);
                case ZEROS, BLOCK -> Arrays.fill(bytes, (byte) 0);
                case ONE_BIT -> bytes[0] ^= 1;
            }
            file.seek(at);
            file.write(bytes);
        }
    }

    /// Writes that are not synced may reach the disk in any sequence before a power cut.
    @Test
    @Tag("G11")
    void what_was_never_synced_may_be_torn_anywhere() throws IOException {
        try (RocksMessageStore store = open(folder)) {
            for (int mid = 1; mid <= SENT; mid++) {
                store.commit(CrashingWriter.whole(1, mid));
            }
            long durable = end(newestLog(folder));
            for (int seq = 1; seq < SENT; seq++) {
                store.trimInbox(CrashingWriter.MEMBER, seq);
            }
            long all = end(newestLog(folder));
            for (int round = 0; round < 5; round++) {
                Path copy = copies.resolve("unsynced" + round);
                copy(folder, copy);
                strike(newestLog(copy), random.nextLong(durable, all - 64), Blow.NOISE);
                try (RocksMessageStore opened = open(copy)) {
                    assertThat(orders(opened)).hasSize(SENT);
                }
            }
        }
    }

    /// Where what was written ends; room that was reserved has zeros.
    private static long end(Path log) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /// The writes that are there are the first ones, each whole, and new ones go on behind all that there were.
    private void expectWholeBeginning(Path where) {
        try (RocksMessageStore store = open(where)) {
            List<StoredMessage> messages = store.after(CrashingWriter.GROUP, 0, 1_000);
            int n = messages.size();
            assertThat(n).isBetween(1, SENT - 1);
            assertThat(messages.stream().map(m -> m.ref().order()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, n).boxed().toList());
            assertThat(store.inbox(CrashingWriter.MEMBER, 0, 1_000)).hasSize(n);
            assertThat(store.inbox(CrashingWriter.OTHER_MEMBER, 0, 1_000)).hasSize(n);
            assertThat(store.outbox(0, 1_000)).hasSize(n);
            assertThat(store.owned(1, 1_000)).hasSize(n);
            // clients may have seen the numbers that are lost, so none of them is given again
            assertThat(store.commit(CrashingWriter.whole(1, n + 1)).ref().order())
                    .isGreaterThan(SENT);
        }
    }

    private static void cut(Path log, int bytes) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(file.length() - bytes);
        }
    }

    private void garble(Path log, int fromEnd) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            byte[] noise = new byte[fromEnd];
            random.nextBytes(noise);
            file.seek(file.length() - fromEnd);
            file.write(noise);
        }
    }

    private static Path newestLog(Path where) throws IOException {
        try (var files = Files.list(where.resolve("messages"))) {
            return files.filter(f -> f.toString().endsWith(".log"))
                    .filter(f -> f.toFile().length() > 0)
                    .max(Comparator.comparing(Path::getFileName))
                    .orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("messages"));
        try (var files = Files.list(from.resolve("messages"))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve("messages").resolve(file.getFileName()));
            }
        }
    }

    @Test
    void a_newer_format_is_refused_and_named() throws IOException {
        open(folder).close();
        try (Database database = Database.open(folder.resolve("messages"), StoreSetup.NORMAL)) {
            Batch batch = database.batch();
            batch.put(Column.META, Keys.FORMAT, Records.number(batch.value(), Format.CURRENT + 1));
            database.write(batch, true);
        }
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(UnusableData.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("newer Carillon")
                .hasMessageContaining("format is " + (Format.CURRENT + 1));
    }

    @Test
    void a_folder_in_use_is_refused_and_named() {
        try (RocksMessageStore store = open(folder)) {
            assertThatThrownBy(() -> open(folder))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("cannot be opened");
            store.commit(CrashingWriter.whole(1, 1));
        }
    }

    @Test
    void a_folder_that_is_a_file_is_refused_and_named() throws IOException {
        Path file = Files.createFile(folder.resolve("messages"));
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void entries_and_tasks_of_unknown_kinds_are_passed_over() throws IOException {
        try (RocksMessageStore store = open(folder)) {
            for (int mid = 1; mid <= 3; mid++) {
                store.commit(CrashingWriter.whole(1, mid));
            }
        }
        try (Database database = Database.open(folder.resolve("messages"), StoreSetup.NORMAL)) {
            Batch batch = database.batch();
            var ref = new dev.carillon.messaging.Ref(CrashingWriter.GROUP, 2);
            byte[] key = Keys.inbox(CrashingWriter.MEMBER, 2);
            batch.put(Column.INBOXES, key, Records.entry(batch.value(), 99, ref, 5, new byte[0]));
            batch.put(
                    Column.TASKS,
                    Keys.task(9, 2),
                    batch.value().u8(1).u8(99).varint(1).varint(2));
            database.write(batch, true);
        }
        try (RocksMessageStore store = open(folder)) {
            assertThat(store.inbox(CrashingWriter.MEMBER, 0, 2).stream().map(InboxEntry::seq))
                    .containsExactly(1L, 3L);
            assertThat(store.due(100, 2).stream().map(Task::n)).containsExactly(1L, 3L);
            assertThat(store.owned(1, 2L)).isNull();
            assertThat(store.owned(1, 10)).hasSize(2);
            assertThat(store.sweepInboxes(null, 100, 100)).isNull();
            store.commit(List.of(new Change.SetCursor(1, 1, 1)));
        }
    }
}
