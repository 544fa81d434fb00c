package dev.carillon.storage.messages.rocks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/// How RocksDB is set up, for a server with little memory to spare: about 64 MiB to read, at most about 96 MiB to
/// write. To be closed after the database that uses it: all of it is native memory.
final class Settings implements AutoCloseable {
    private static final long MIB = 1 << 20;
    private static final long READ_CACHE = 64 * MIB;
    private static final int CACHE_SHARD_BITS = 2;
    /// Bytes of a piece of a filter or index.
    private static final long PIECE = 4_096;

    /// Of the cache, for filters and indexes.
    private static final double FILTERS = 0.5;

    private static final long WRITE_BUFFERS = 96 * MIB;
    /// A bound for the time that the next start needs to replay the log.
    private static final long LOG = 128 * MIB;

    private final Deque<AbstractNativeReference> held = new ArrayDeque<>();
    private final LRUCache cache = hold(new LRUCache(READ_CACHE, CACHE_SHARD_BITS, false, FILTERS));
    private final BloomFilter filter = hold(new BloomFilter(10));
    private final DBOptions database;

    /// @param pastHoles also reads what stands behind a damaged place of the log
    /// @param tables files that stay open
    Settings(boolean pastHoles, int tables) {
        database = hold(databaseOptions()
                .setMaxOpenFiles(tables)
                .setWalRecoveryMode(
                        pastHoles ? WALRecoveryMode.SkipAnyCorruptedRecords : WALRecoveryMode.PointInTimeRecovery));
    }

    /// **The log.** Every group of writes is one record, synced before anybody is answered, so what a
    /// torn end can lose was never acknowledged. A crash leaves such an end, and behind it, because files
    /// are used again, old records; point-in-time recovery takes the intact beginning and is the mode that
    /// allows this reuse. Any other damage [LogCheck] has found before. Reuse pays: a sync of a file that
    /// does not grow is one write to the disk, without the file system's own journal.
    private static DBOptions databaseOptions() {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setRecycleLogFileNum(4)
                .setMaxTotalWalSize(LOG)
                .setDbWriteBufferSize(WRITE_BUFFERS)
                .setMaxBackgroundJobs(2)
                // One thread writes; inserts that need not expect another are cheaper.
                .setAllowConcurrentMemtableWrite(false)
                // Files are written to the disk as they grow, so that their final sync does not hold up the log's.
                .setBytesPerSync(MIB)
                .setParanoidChecks(true)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(4 * MIB)
                .setKeepLogFileNum(4)
                .setStatsDumpPeriodSec(0);
    }

    DBOptions database() {
        return database;
    }

    /// Bytes in the read cache.
    long cached() {
        return cache.getUsage();
    }

    List<ColumnFamilyDescriptor> columns() {
        return Arrays.stream(Column.values())
                .map(column -> new ColumnFamilyDescriptor(column.label(), options(column)))
                .toList();
    }

    private ColumnFamilyOptions options(Column column) {
        var table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(filter)
                // Filters and indexes are counted in the cache, so that memory has one bound.
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                // In small pieces: the whole filter of a large file has megabytes, and once those of all files do not
                // fit into the cache, every look-up would read one of them from the disk.
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setMetadataBlockSize(PIECE)
                .setPinTopLevelIndexAndFilter(true);
        ColumnFamilyOptions options = hold(empty(column))
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(column.memory() * MIB)
                .setMaxWriteBufferNumber(4)
                .setMaxBytesForLevelBase(4 * column.memory() * MIB)
                // Many range deletions in memory make every read slower.
                .setMemtableMaxRangeDeletions(1_000);
        if (column.prefix() > 0) {
            options.useFixedLengthPrefixExtractor(column.prefix());
        }
        if (column == Column.MIDS || column == Column.USERS) {
            // Every new message asks for a mid, and every new conversation for a talk, that nearly never is there.
            options.setMemtablePrefixBloomSizeRatio(0.1).setMemtableWholeKeyFiltering(true);
        }
        return options;
    }

    /// Where rows of one prefix come in ascending keys, an insert begins its search in memory where that prefix had
    /// its last one: it costs half or less. RocksDB offers this only as text.
    private static ColumnFamilyOptions empty(Column column) {
        if (column.hint() == 0) {
            return new ColumnFamilyOptions();
        }
        var text = new Properties();
        text.setProperty("memtable_insert_with_hint_prefix_extractor", "fixed:" + column.hint());
        return Objects.requireNonNull(ColumnFamilyOptions.getColumnFamilyOptionsFromProps(text));
    }

    /// Names of the column families in the folder; none when there is no database yet.
    List<byte[]> families(Path folder) throws RocksDBException {
        try (var options = new Options()) {
            return RocksDB.listColumnFamilies(options, folder.toString());
        }
    }

    private <T extends AbstractNativeReference> T hold(T reference) {
        held.push(reference);
        return reference;
    }

    @Override
    public void close() {
        held.forEach(AbstractNativeReference::close);
    }
}
