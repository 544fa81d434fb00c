package dev.carillon.storage.sql;

import dev.carillon.accounts.AccountStore;
import dev.carillon.files.FileStore;
import dev.carillon.groups.GroupStore;
import dev.carillon.metrics.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Apps, users and groups in the SQLite file `directory.db` of the data folder.
///
/// A write is on the disk (WAL, `synchronous=FULL`) when it returns. Another process may use the same file at the
/// same time, for instance to add an app.
public final class SqlDirectory implements AutoCloseable {
    private static final String FILE = "directory.db";
    private static final Duration WAL_PATIENCE = Duration.ofSeconds(5);
    private static final int READERS = 4;
    private static final int FIRST_GROUP = 1_000;

    private final Writer writer;
    private final Readers readers;

    private SqlDirectory(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /// Opens the directory of a data folder, which is created when there is none, and brings its schema up to date.
    ///
    /// @throws dev.carillon.accounts.UnusableData when a newer version of the program has written it
    public static SqlDirectory open(Path folder, Clock clock) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the data folder " + folder, e);
        }
        Path file = folder.resolve(FILE);
        List<Sql> connections = new ArrayList<>();
        try {
            createForOwner(file);
            Sql sql = connect(file);
            connections.add(sql);
            useWal(sql);
            Migrations.run(sql, clock);
            for (int i = 0; i < READERS; i++) {
                connections.add(connect(file));
                connections.getLast().execute("PRAGMA query_only = ON");
            }
            return new SqlDirectory(new Writer(sql), new Readers(connections.subList(1, connections.size())));
        } catch (RuntimeException e) {
            connections.forEach(Sql::close);
            throw e;
        }
    }

    /// Whether a data folder has one.
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /// While another process does the same with a new file, SQLite answers "busy" at once here instead of waiting as
    /// elsewhere.
    private static void useWal(Sql sql) {
        long end = System.nanoTime() + WAL_PATIENCE.toNanos();
        while (true) {
            try {
                sql.execute("PRAGMA journal_mode = WAL");
                return;
            } catch (UncheckedIOException busy) {
                if (!String.valueOf(busy.getCause()).contains("SQLITE_BUSY") || System.nanoTime() > end) {
                    throw busy;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    /// It holds the tokens of apps, so only the owner may read it. Its companions get the same rights from SQLite.
    private static void createForOwner(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        var rights = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            if (posix && !Files.exists(file)) {
                Files.createFile(file, rights);
            }
        } catch (FileAlreadyExistsException e) {
            // another process was first
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + file, e);
        }
    }

    private static Sql connect(Path file) {
        try {
            var sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + file));
            sql.execute("PRAGMA busy_timeout = 10000");
            sql.execute("PRAGMA synchronous = FULL");
            sql.execute("PRAGMA foreign_keys = ON");
            sql.execute("PRAGMA case_sensitive_like = ON");
            return sql;
        } catch (SQLException e) {
            throw new UncheckedIOException("cannot open " + file, new IOException(e));
        }
    }

    /// Has the writes show up in the metrics.
    public void measure(Metrics metrics) {
        writer.measure(metrics);
    }

    public AccountStore accounts() {
        return new SqlAccounts(writer, readers);
    }

    public GroupStore groups() {
        return new SqlGroups(writer, readers);
    }

    public FileStore files() {
        return new SqlFiles(writer, readers);
    }

    // --- what the other parts of the data folder are compared with

    /// The last ids given, which are never given again.
    public record Given(int apps, int users, int devices, int groups) {
        public static final Given NONE = new Given(0, 0, 0, FIRST_GROUP - 1);

        /// Whether each of these is at least as high as the other's.
        public boolean covers(Given other) {
            return apps >= other.apps && users >= other.users && devices >= other.devices && groups >= other.groups;
        }
    }

    public Given given() {
        return readers.read(
                sql -> new Given(given(sql, "app"), given(sql, "user"), given(sql, "device"), given(sql, "group")));
    }

    private static int given(Sql sql, String what) {
        return sql.number("SELECT value FROM counters WHERE name = ?", what);
    }

    /// Has the next ids be above these.
    public void giveAbove(Given given) {
        writer.<@Nullable Object>write(sql -> {
            raise(sql, "app", given.apps);
            raise(sql, "user", given.users);
            raise(sql, "device", given.devices);
            raise(sql, "group", given.groups);
            return null;
        });
    }

    private static void raise(Sql sql, String what, int value) {
        sql.update("UPDATE counters SET value = ? WHERE name = ? AND value < ?", value, what, value);
    }

    /// What [#note] has kept under this name; empty when nothing.
    public String noted(String name) {
        String value = readers.<@Nullable String>read(
                sql -> sql.one("SELECT value FROM origin WHERE name = ?", row -> row.getString(1), name));
        return value == null ? "" : value;
    }

    /// Keeps a word about the data folder.
    public void note(String name, String value) {
        writer.write(sql -> sql.update("INSERT OR REPLACE INTO origin (name, value) VALUES (?, ?)", name, value));
    }

    /// How many transactions were written since this was opened.
    public long transactions() {
        return writer.transactions();
    }

    /// Finishes what waits. Later calls of the stores are refused.
    @Override
    public void close() {
        writer.close();
        readers.close();
    }
}
