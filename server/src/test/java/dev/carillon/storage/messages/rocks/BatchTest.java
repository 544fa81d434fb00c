package dev.carillon.storage.messages.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBatch;

/// Our layout of a batch is RocksDB's own, byte for byte.
class BatchTest {
    @TempDir
    Path folder;

    private final Random random = new Random();

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_batch_is_laid_out_as_rocksdb_does() throws Exception {
        List<ColumnFamilyDescriptor> names = new ArrayList<>();
        for (Column column : Column.values()) {
            names.add(new ColumnFamilyDescriptor(column.label()));
        }
        List<ColumnFamilyHandle> families = new ArrayList<>();
        try (var options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
                RocksDB db = RocksDB.open(options, folder.toString(), names, families);
                var theirs = new WriteBatch()) {
            var ours = new Batch(
                    families.stream().mapToInt(ColumnFamilyHandle::getID).toArray());
            for (int i = 0; i < 500; i++) {
                // All but the default family, for which RocksDB leaves its id out.
                Column column = Column.values()[1 + random.nextInt(Column.values().length - 1)];
                ColumnFamilyHandle family = families.get(column.ordinal());
                byte[] key = bytes(1 + random.nextInt(30));
                byte[] value = bytes(random.nextInt(i % 50 == 0 ? 70_000 : 300));
                switch (random.nextInt(3)) {
                    case 0 -> {
                        theirs.delete(family, key);
                        ours.delete(column, key);
                    }
                    case 1 -> {
                        theirs.deleteRange(family, key, Keys.next(key));
                        ours.deleteRange(column, key, Keys.next(key));
                    }
                    default -> {
                        theirs.put(family, key, value);
                        ours.put(column, key, ours.value().raw(value));
                    }
                }
            }
            assertThat(ours.toArray()).isEqualTo(theirs.data());
            assertThat(ours.count()).isEqualTo(theirs.count());
            families.forEach(ColumnFamilyHandle::close);
        }
    }

    @Test
    void what_is_cut_off_was_never_there() {
        int[] families = {0, 1, 2, 3, 4, 5, 6, 7};
        var plain = new Batch(families);
        var cut = new Batch(families);
        byte[] key = bytes(5);
        for (Batch batch : List.of(plain, cut)) {
            batch.put(Column.MIDS, key, batch.value().raw(key));
        }
        int size = cut.size();
        int count = cut.count();
        cut.put(Column.USERS, key, cut.value().raw(bytes(100_000)));
        cut.delete(Column.USERS, key);
        cut.cut(size, count);
        for (Batch batch : List.of(plain, cut)) {
            batch.delete(Column.OUTBOX, key);
        }
        assertThat(cut.toArray()).isEqualTo(plain.toArray());
    }
}
