package dev.carillon.storage.messages.rocks;

import dev.carillon.accounts.DamagedData;
import dev.carillon.accounts.UnusableData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The RocksDB files in one folder, opened: rows by key, ranges of rows, atomic writes. Knows nothing of what they
/// mean. Safe for all threads, except that nothing may be under way when it is closed.
///
/// Failures of the disk are thrown as [UncheckedIOException].
final class Database implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Database.class.getName());

    private final Path folder;
    private final Settings settings;
    private final RocksDB db;
    private final List<ColumnFamilyHandle> families;
    private final WriteOptions synced;
    private final WriteOptions unsynced;

    /// RocksDB's sequence number up to which everything is on the disk. Only used by whoever writes synced.
    private long durable;

    private volatile boolean damaged;

    private Database(Path folder, Settings settings, RocksDB db, List<ColumnFamilyHandle> families) {
        this.folder = folder;
        this.settings = settings;
        this.db = db;
        this.families = families;
        this.synced = new WriteOptions().setSync(true);
        this.unsynced = new WriteOptions();
        this.durable = db.getLatestSequenceNumber(); // what was in the log is in tables now
    }

    /// Opens what is there, or begins anew.
    ///
    /// @param folder for the database alone; a folder `native` comes to lie beside it
    /// @param setup whether to go on also when something is missing that was on the disk: the log says how much
    /// @throws UncheckedIOException when the files cannot be read, or another process has them
    /// @throws UnusableData when a newer Carillon has written them, or they are damaged
    static Database open(Path folder, StoreSetup setup) {
        NativeLibrary.load(folder.resolveSibling("native"));
        boolean holes = hasHoles(folder, setup.acceptLoss());
        var settings = new Settings(holes, setup.tables());
        try {
            refuseHeadless(folder);
            Files.createDirectories(folder);
            Format.refuseUnknown(folder, settings.families(folder));
            List<ColumnFamilyHandle> families = new ArrayList<>();
            RocksDB db = RocksDB.open(settings.database(), folder.toString(), settings.columns(), families);
            return new Database(folder, settings, db, families);
        } catch (RocksDBException e) {
            settings.close();
            throw failure("The message store in " + folder + " cannot be opened", e);
        } catch (IOException e) {
            settings.close();
            throw new UncheckedIOException("The folder " + folder + " cannot be used", e);
        } catch (RuntimeException e) {
            settings.close();
            throw e;
        }
    }

    /// Without its file CURRENT a database counts as none, and RocksDB would begin anew and remove what is there.
    private static void refuseHeadless(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || Files.exists(folder.resolve("CURRENT"))) {
            return;
        }
        try (var files = Files.list(folder)) {
            if (files.anyMatch(
                    file -> file.toString().endsWith(".sst") || file.toString().endsWith(".log"))) {
                throw new UnusableData("The messages in " + folder + " are damaged: their file CURRENT is missing."
                        + " Restore the data folder from a backup, or move that folder away");
            }
        }
    }

    /// Whether the log has any. Throws when that is not accepted.
    private static boolean hasHoles(Path folder, boolean acceptLoss) {
        try {
            List<LogCheck.Hole> holes = LogCheck.holes(folder);
            if (!holes.isEmpty() && !acceptLoss) {
                throw new UnusableData(told(holes) + ". Restore the data folder from a backup, or start once with"
                        + " --accept-loss to go on with what is left");
            }
            if (!holes.isEmpty()) {
                LOG.log(Level.WARNING, told(holes) + ". Going on with what is left, as told by --accept-loss.");
            }
            return !holes.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
    }

    private static String told(List<LogCheck.Hole> holes) {
        LogCheck.Hole first = holes.getFirst();
        boolean known = holes.stream().allMatch(hole -> hole.orders() >= 0);
        long orders = holes.stream().mapToLong(LogCheck.Hole::orders).sum();
        return "The log of the messages is damaged: " + first.log() + " behind byte " + first.at()
                + (holes.size() == 1 ? "" : " and in " + (holes.size() - 1) + " more places") + ". "
                + (known ? "Up to " + orders : "An unknown number of") + " messages and receipts are lost";
    }

    Path folder() {
        return folder;
    }

    /// An empty batch for [#write].
    Batch batch() {
        return new Batch(families.stream().mapToInt(ColumnFamilyHandle::getID).toArray());
    }

    byte @Nullable [] get(Column column, byte[] key) {
        try {
            return db.get(family(column), key);
        } catch (RocksDBException e) {
            throw unread(e);
        }
    }

    /// Rows whose keys begin with this (a prefix of the table, or longer), ascending.
    Scan scan(Column column, byte[] prefix) {
        return scan(column, prefix, Keys.after(prefix));
    }

    /// Rows from `low` to before `high`, which have the table's prefix in common, ascending.
    Scan scan(Column column, byte[] low, byte @Nullable [] high) {
        return new Scan(this, db, family(column), low, high, false, false);
    }

    /// As [#scan], but descending; also `high` has that prefix.
    Scan back(Column column, byte[] low, byte[] high) {
        return new Scan(this, db, family(column), low, high, true, false);
    }

    /// As [#scan], but the keys need not have a prefix in common.
    Scan walk(Column column, byte[] low, byte @Nullable [] high) {
        return new Scan(this, db, family(column), low, high, false, true);
    }

    /// As [#walk], but descending.
    Scan walkBack(Column column, byte[] low, byte[] high) {
        return new Scan(this, db, family(column), low, high, true, true);
    }

    /// Writes all rows or none. They are readable when this returns.
    ///
    /// @param sync they are on the disk when this returns; otherwise soon after. One thread at a time may do so
    void write(Batch rows, boolean sync) throws IOException {
        long before = sync ? db.getLatestSequenceNumber() : 0;
        try (var batch = new WriteBatch(sync ? rows.toArray(durable) : rows.toArray())) {
            db.write(sync ? synced : unsynced, batch);
            if (sync) {
                durable = before + rows.count();
            }
        } catch (RocksDBException e) {
            throw new IOException("The message store in " + folder + " could not be written: " + e.getMessage(), e);
        }
    }

    /// Bytes of rows in memory that are not in tables yet.
    long unwritten() {
        try {
            return db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw failure("The message store does not tell its size", e);
        }
    }

    /// Bytes of tables in the read cache.
    long cached() {
        return settings.cached();
    }

    private ColumnFamilyHandle family(Column column) {
        return families.get(column.ordinal());
    }

    /// Whether something that was asked for could not be read, because it is damaged.
    boolean isDamaged() {
        return damaged;
    }

    UncheckedIOException unread(RocksDBException e) {
        UncheckedIOException failure = failure("The message store could not be read", e);
        damaged |= failure instanceof DamagedData;
        return failure;
    }

    private static UncheckedIOException failure(String what, RocksDBException e) {
        var cause = new IOException(what + ": " + e.getMessage(), e);
        boolean corrupt = e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
        return corrupt ? new DamagedData(String.valueOf(cause.getMessage()), cause) : new UncheckedIOException(cause);
    }

    /// Everything acknowledged is in the log already, so a disk that fails now loses nothing.
    @Override
    public void close() {
        families.forEach(AbstractNativeReference::close);
        try {
            db.closeE();
        } catch (RocksDBException e) {
            LOG.log(Level.WARNING, "The message store in " + folder + " could not be closed in order", e);
        }
        synced.close();
        unsynced.close();
        settings.close();
    }
}
