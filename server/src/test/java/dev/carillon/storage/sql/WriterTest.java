package dev.carillon.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {
    @TempDir
    Path folder;

    private Writer writer;
    private Sql other;

    @BeforeEach
    void open() throws Exception {
        writer = new Writer(connect());
        other = connect();
        writer.write(sql -> {
            sql.execute("CREATE TABLE numbers (n INTEGER NOT NULL PRIMARY KEY)");
            return true;
        });
    }

    private Sql connect() throws Exception {
        var sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db")));
        sql.execute("PRAGMA journal_mode = WAL");
        return sql;
    }

    @AfterEach
    void close() {
        writer.close();
        other.close();
    }

    private int insert(int n) {
        return writer.write(sql -> sql.update("INSERT INTO numbers (n) VALUES (?)", n));
    }

    private int count() {
        return other.number("SELECT count(*) FROM numbers");
    }

    @Test
    void aFinishedWriteIsSeenByOtherConnections() {
        assertThat(insert(1)).isEqualTo(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aFailureUndoesOnlyItself() throws Exception {
        List<Callable<Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int n = i;
            writes.add(() -> writer.write(sql -> {
                sql.update("INSERT INTO numbers (n) VALUES (?)", n);
                if (n % 5 == 0) {
                    throw new IllegalArgumentException("refused " + n);
                }
                return n;
            }));
        }
        int failed = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> write : threads.invokeAll(writes)) {
                failed += hasFailed(write) ? 1 : 0;
            }
        }
        assertThat(failed).isEqualTo(100);
        assertThat(count()).isEqualTo(400);
        assertThat(other.number("SELECT count(*) FROM numbers WHERE n % 5 = 0")).isZero();
    }

    private static boolean hasFailed(Future<Integer> write) throws InterruptedException {
        try {
            write.get();
            return false;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(IllegalArgumentException.class);
            return true;
        }
    }

    @Test
    void theDatabasesOwnRefusalReachesItsCallerOnly() {
        insert(1);
        assertThatThrownBy(() -> insert(1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("INSERT INTO numbers");
        insert(2);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void goesOnAfterAWholeTransactionHasFailed() {
        assertThatThrownBy(() -> writer.write(sql -> sql.update("ROLLBACK"))).isInstanceOf(UncheckedIOException.class);
        insert(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aWriteInsideOfAWriteIsRefusedInsteadOfWaitingForever() {
        assertThatThrownBy(() -> writer.write(sql -> insert(1))).hasMessageContaining("inside");
        assertThat(count()).isZero();
    }

    @Test
    void closingFinishesWhatWaitsAndRefusesTheRest() throws Exception {
        List<Callable<Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int n = i;
            writes.add(() -> insert(n));
        }
        int done = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> futures = writes.stream().map(threads::submit).toList();
            futures.getFirst().get();
            writer.close();
            for (Future<Integer> write : futures) {
                done += isDone(write) ? 1 : 0;
            }
        }
        assertThat(count()).isEqualTo(done);
        assertThatThrownBy(() -> insert(1000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static boolean isDone(Future<Integer> write) throws InterruptedException {
        try {
            write.get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).hasMessageContaining("closed");
            return false;
        }
    }

    @Test
    void anInterruptedCallerStillLearnsTheOutcomeAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThat(insert(1)).isEqualTo(1);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(count()).isEqualTo(1);
    }
}
