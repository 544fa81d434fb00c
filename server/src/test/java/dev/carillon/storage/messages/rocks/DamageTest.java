package dev.carillon.storage.messages.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.messaging.Change;
import dev.carillon.messaging.InboxEntry;
import dev.carillon.messaging.StoredMessage;
import dev.carillon.messaging.Task;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        try (Database database = Database.open(folder.resolve("messages"))) {
            Batch batch = database.batch();
            batch.put(Column.META, Keys.FORMAT, Records.number(batch.value(), Format.CURRENT + 1));
            database.write(batch, true);
        }
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(IllegalStateException.class)
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
        try (Database database = Database.open(folder.resolve("messages"))) {
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
