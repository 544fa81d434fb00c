package dev.carillon.storage.sql;

import dev.carillon.accounts.UnusableData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// Brings a database to the schema of this program. A migration that was released never changes: the next one is
/// added at the end.
final class Migrations {
    private static final List<String> FILES = List.of(
            "0001-accounts.sql",
            "0002-groups.sql",
            "0003-files.sql",
            "0004-signed-files.sql",
            "0005-invites.sql",
            "0006-succession.sql",
            "0007-origin.sql",
            "0008-used-devices.sql");

    private Migrations() {}

    /// The version of the schema that this program knows.
    static int latest() {
        return FILES.size();
    }

    /// Runs what is missing, each migration in a transaction of its own. Several processes may do so at once.
    static void run(Sql sql, Clock clock) {
        sql.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY,"
                + " applied BIGINT NOT NULL)");
        for (int version = 1; version <= FILES.size(); version++) {
            run(sql, version, clock);
        }
    }

    private static void run(Sql sql, int version, Clock clock) {
        sql.execute("BEGIN IMMEDIATE");
        try {
            int present = sql.number("SELECT coalesce(max(version), 0) FROM schema_version");
            refuseNewer(present);
            if (present < version) {
                statements(FILES.get(version - 1)).forEach(sql::execute);
                sql.update("INSERT INTO schema_version (version, applied) VALUES (?, ?)", version, clock.millis());
            }
            sql.execute("COMMIT");
        } catch (RuntimeException e) {
            sql.execute("ROLLBACK");
            throw e;
        }
    }

    private static void refuseNewer(int present) {
        if (present > FILES.size()) {
            throw new UnusableData("directory.db was written by a newer Carillon (its schema is " + present
                    + ", this one knows up to " + FILES.size() + "): start that version, or restore a backup");
        }
    }

    /// Statements of a file: each ends with a semicolon at the end of a line; comments begin with two dashes.
    private static List<String> statements(String file) {
        return Stream.of(text(file).replaceAll("--[^\n]*", "").split(";\\s*(\n|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String text(String file) {
        try (var in = Migrations.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: " + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
