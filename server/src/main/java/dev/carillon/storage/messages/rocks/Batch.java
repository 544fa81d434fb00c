package dev.carillon.storage.messages.rocks;

/// Rows to be written together, laid out in Java as RocksDB lays out a write batch (the form in which it also stands
/// in the log, and which it takes over as a whole): a group of thousands of rows costs one call of native code
/// instead of thousands, and a write that cannot be finished is cut off again by its length.
///
/// 8 bytes sequence number (RocksDB sets it), 4 bytes number of rows, then for each row: 1 byte what, the id of the
/// column family, key, value; keys and values have their length in front. Ids and lengths are varints.
final class Batch {
    static final int HEADER = 12;
    private static final int DELETE = 0x4;
    private static final int PUT = 0x5;
    private static final int DELETE_RANGE = 0xE;
    private static final int KEPT = 8 << 20;

    private final int[] families;
    private final Output rows = new Output(1 << 16);
    private final Output value = new Output(1 << 12);
    private int count;
    private long orderBefore;
    private long orderAfter;

    /// @param families id of the column family by ordinal of [Column]
    Batch(int[] families) {
        this.families = families;
        clear();
    }

    void clear() {
        rows.shrink(KEPT);
        value.shrink(KEPT);
        rows.i64(0).i32(0);
        count = 0;
        orders(0, 0);
    }

    /// Notes the last order before these rows and with them.
    void orders(long before, long after) {
        orderBefore = before;
        orderAfter = after;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// Bytes so far.
    int size() {
        return rows.size();
    }

    int count() {
        return count;
    }

    /// Takes back what was added since size and count were these.
    void cut(int toSize, int toCount) {
        rows.cut(toSize);
        count = toCount;
    }

    /// Room for the value of the next [#put], empty.
    Output value() {
        return value.clear();
    }

    void put(Column column, byte[] key, Output content) {
        row(PUT, column, key);
        rows.varint(content.size()).raw(content);
    }

    void delete(Column column, byte[] key) {
        row(DELETE, column, key);
    }

    /// Deletes all keys from the first one to before the last one.
    void deleteRange(Column column, byte[] from, byte[] to) {
        row(DELETE_RANGE, column, from);
        rows.varint(to.length).raw(to);
    }

    private void row(int what, Column column, byte[] key) {
        rows.u8(what).varint(families[column.ordinal()]).varint(key.length).raw(key);
        count++;
    }

    byte[] toArray() {
        rows.i32LittleEndianAt(HEADER - 4, count);
        return rows.toArray();
    }

    /// With a note for whoever reads the log, in front of the rows.
    ///
    /// @param durable see [LogNote]
    byte[] toArray(long durable) {
        rows.i32LittleEndianAt(HEADER - 4, count);
        byte[] batch = rows.toArray(HEADER, LogNote.SIZE);
        new LogNote(durable, orderBefore, orderAfter).into(batch, HEADER);
        return batch;
    }
}
