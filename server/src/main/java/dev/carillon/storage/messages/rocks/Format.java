package dev.carillon.storage.messages.rocks;

import dev.carillon.accounts.UnusableData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The version of the store's form: a later Carillon brings older data up to date before it uses them, and an earlier
/// one refuses to touch newer data.
final class Format {
    /// Raise it together with a new case of [#migrate].
    static final int CURRENT = 2;

    private Format() {}

    /// Reads the version of the data, and brings them to [#CURRENT].
    ///
    /// @throws UnusableData when they are newer than this
    static void bringUpToDate(Database database) {
        long version = Records.number(database.get(Column.META, Keys.FORMAT));
        if (version > CURRENT) {
            throw newer(
                    database.folder(), "their format is %d, this Carillon knows up to %d".formatted(version, CURRENT));
        }
        while (version < CURRENT) {
            migrate(database, version);
            version = Records.number(database.get(Column.META, Keys.FORMAT));
        }
    }

    /// One step, from this version to the next, in one write.
    private static void migrate(Database database, long from) {
        Batch batch = database.batch();
        if (from == 0) {
            // An empty store.
            batch.put(Column.META, Keys.FORMAT, Records.number(batch.value(), CURRENT));
        } else if (from == 1) {
            // Seqs were counted for each inbox; now they are numbers of the same row as orders, which must be above.
            long order = Records.number(database.get(Column.META, Keys.LAST_ORDER));
            long above = Math.max(order, newestSeq(database));
            batch.put(Column.META, Keys.LAST_ORDER, Records.number(batch.value(), above));
            batch.put(Column.META, Keys.FORMAT, Records.number(batch.value(), 2));
        } else {
            throw new IllegalStateException("no way from format " + from);
        }
        try {
            database.write(batch, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long newestSeq(Database database) {
        long newest = 0;
        try (Scan scan = database.walk(Column.INBOXES, new byte[0], null)) {
            while (scan.next()) {
                newest = Math.max(newest, new Input(scan.key(), 4).i64());
            }
        }
        return newest;
    }

    /// Refuses tables that this version does not know, before RocksDB does so in its own words.
    static void refuseUnknown(Path folder, List<byte[]> families) {
        for (byte[] family : families) {
            if (Arrays.stream(Column.values()).noneMatch(column -> Arrays.equals(column.label(), family))) {
                String name = new String(family, StandardCharsets.UTF_8);
                throw newer(folder, "they have a table \"" + name + "\", which this Carillon does not know");
            }
        }
    }

    private static UnusableData newer(Path folder, String why) {
        return new UnusableData(
                "The messages in %s were written by a newer Carillon: %s. Start that version, or a later one."
                        .formatted(folder, why));
    }
}
