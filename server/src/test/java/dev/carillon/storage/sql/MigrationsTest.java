package dev.carillon.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.accounts.AccountStore;
import dev.carillon.accounts.UnusableData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    /// Files of migrations, each of which is noted once.
    private static final int MIGRATIONS = Migrations.latest();

    @TempDir
    Path folder;

    private Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("directory.db"));
    }

    private int number(String sql) throws SQLException {
        try (var database = database();
                var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        }
    }

    @Test
    void anEmptyFolderGetsTheWholeSchemaOnce() throws SQLException {
        for (int i = 0; i < 2; i++) {
            SqlDirectory.open(folder, new TestClock()).close();
            assertThat(number("SELECT count(*) FROM schema_version")).isEqualTo(MIGRATIONS);
        }
        assertThat(number("SELECT count(*) FROM users")).isZero();
        assertThat(number("SELECT count(*) FROM pins")).isZero();
        assertThat(number("SELECT count(*) FROM files")).isZero();
    }

    @Test
    void onlyTheOwnerReadsTheFiles() throws IOException {
        try (SqlDirectory directory = SqlDirectory.open(folder, new TestClock());
                Stream<Path> files = Files.list(folder)) {
            assertThat(directory.accounts().read(AccountStore.Reader::apps)).isEmpty();
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aNewerSchemaIsRefusedAndLeftAlone() throws SQLException {
        SqlDirectory.open(folder, new TestClock()).close();
        try (var database = database();
                var statement = database.createStatement()) {
            statement.execute("INSERT INTO schema_version (version, applied) VALUES (99, 0)");
        }
        assertThatThrownBy(() -> SqlDirectory.open(folder, new TestClock()))
                .isInstanceOf(UnusableData.class)
                .hasMessageContaining("newer Carillon")
                .hasMessageContaining("99");
        assertThat(number("SELECT count(*) FROM schema_version")).isEqualTo(MIGRATIONS + 1);
    }

    @Test
    void severalProcessesMayOpenAnEmptyFolderAtOnce() throws Exception {
        Callable<Boolean> open = () -> {
            SqlDirectory.open(folder, new TestClock()).close();
            return true;
        };
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (var done : threads.invokeAll(Collections.nCopies(6, open))) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(number("SELECT count(*) FROM schema_version")).isEqualTo(MIGRATIONS);
    }

    @Test
    void aFileThatIsNoDatabaseIsNamed() throws Exception {
        Files.writeString(folder.resolve("directory.db"), "this is not a database, but it is long enough".repeat(50));

        assertThatThrownBy(() -> SqlDirectory.open(folder, new TestClock()))
                .hasMessageContaining("directory.db")
                .hasStackTraceContaining("not a database");
    }
}
