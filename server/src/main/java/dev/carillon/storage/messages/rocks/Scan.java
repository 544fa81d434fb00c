package dev.carillon.storage.messages.rocks;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/// A walk over a range of keys, as they were when it began. To be closed: it holds native memory.
///
/// ```java
/// try (Scan scan = …) {
///     while (scan.next()) {
///         … scan.key() … scan.value()
///     }
/// }
/// ```
final class Scan implements AutoCloseable {
    private final List<AbstractNativeReference> held = new ArrayList<>(4);
    private final RocksIterator iterator;
    private final Database database;
    private final boolean backward;
    private boolean begun;

    /// @param low first key of the range
    /// @param high first key behind the range, null for the end of the table. Not null for a walk backward, and
    /// then with the table's prefix, because the search begins there
    /// @param anyPrefix the range covers more than one prefix of the table
    Scan(
            Database database,
            RocksDB db,
            ColumnFamilyHandle family,
            byte[] low,
            byte @Nullable [] high,
            boolean backward,
            boolean anyPrefix) {
        this.database = database;
        this.backward = backward;
        var options = new ReadOptions().setTotalOrderSeek(anyPrefix);
        if (backward) {
            options.setIterateLowerBound(hold(new Slice(low)));
        }
        if (high != null) {
            options.setIterateUpperBound(hold(new Slice(high)));
        }
        held.addFirst(options);
        iterator = db.newIterator(family, options);
        held.addFirst(iterator);
        if (backward) {
            iterator.seekForPrev(Objects.requireNonNull(high));
        } else {
            iterator.seek(low);
        }
    }

    private Slice hold(Slice bound) {
        held.add(bound);
        return bound;
    }

    /// Moves to the first, then to the next row. False at the end.
    boolean next() {
        if (begun && backward) {
            iterator.prev();
        } else if (begun) {
            iterator.next();
        }
        begun = true;
        if (iterator.isValid()) {
            return true;
        }
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw database.unread(e);
        }
        return false;
    }

    byte[] key() {
        return iterator.key();
    }

    byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        held.forEach(AbstractNativeReference::close);
    }
}
