package dev.carillon.storage.messages.rocks;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What every synced write says in the log of what was written before it. So whoever reads the log can tell a torn
/// end, behind which nothing was acknowledged, from a record that was on the disk and is not there any more.
///
/// @param durable RocksDB's sequence number up to which all was on the disk before this write began
/// @param before the last order before it
/// @param after the last order with it
record LogNote(long durable, long before, long after) {
    /// Tag and length of what RocksDB keeps in the log only, and our mark.
    private static final byte LOG_DATA = 0x3;

    private static final byte LENGTH = 28;
    private static final int MARK = 0x43524C31;

    /// Bytes in the batch.
    static final int SIZE = 2 + LENGTH;

    void into(byte[] batch, int at) {
        ByteBuffer.wrap(batch, at, SIZE)
                .put(LOG_DATA)
                .put(LENGTH)
                .putInt(MARK)
                .putLong(durable)
                .putLong(before)
                .putLong(after);
    }

    /// Null: a batch without one stands there, for it was not synced, or is older than such notes.
    static @Nullable LogNote at(byte[] batch, int at, int end) {
        if (end - at < SIZE) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(batch, at, SIZE);
        return in.get() == LOG_DATA && in.get() == LENGTH && in.getInt() == MARK
                ? new LogNote(in.getLong(), in.getLong(), in.getLong())
                : null;
    }
}
