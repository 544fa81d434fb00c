package dev.carillon.storage.messages.rocks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The records in one file of RocksDB's log, block by block, as far as they are good; what is not is passed over.
///
/// A file is made of blocks of 32 KiB. In them stand pieces: checksum (4 bytes, little-endian), length (2), type (1),
/// for files that are used again the number of the file (4), which tells what is left of their earlier use; then the
/// bytes. A record is one piece, or a first one, some in the middle, and a last one. What it holds is a write batch:
/// its
/// sequence number (8), its count (4), a [LogNote] if it was synced, its rows.
final class LogReader {
    static final int BLOCK = 32 << 10;

    private static final int HEADER = 7;
    private static final int RECYCLED_HEADER = 11;
    /// Of an earlier use of the file.
    private static final int FORMER = 0;

    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int LAST = 4;
    /// Added to the types above in files that are used again.
    private static final int RECYCLED = 4;

    private static final int HEAD = Batch.HEADER + LogNote.SIZE;

    private final int number;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private int at;

    /// Beginning of the record whose pieces are being read.
    private final byte[] head = new byte[HEAD];

    private int headBytes;
    private boolean within;

    /// @param number of the file, its low 32 bits
    LogReader(int number) {
        this.number = number;
    }

    /// @param start where its last piece begins in the block
    /// @param end where that ends
    /// @param whole all of it is there; otherwise only its beginning
    /// @param last sequence number of its last row
    /// @param note null when it has none
    record Record(
            int start,
            int end,
            boolean whole,
            long last,
            @Nullable LogNote note) {}

    private record Piece(int type, int from, int end) {}

    void begin(ByteBuffer next) {
        block = next;
        at = 0;
    }

    /// The next record that begins or ends in this block; null when the block has no more.
    @Nullable
    Record next() {
        while (at + HEADER <= block.limit()) {
            Piece piece = piece(at);
            if (piece == null) {
                within = false;
                at++;
                continue;
            }
            int start = at;
            at = piece.end();
            Record record = take(start, piece);
            if (record != null) {
                return record;
            }
        }
        return null;
    }

    /// A record is told of when it ends; one that does not, when its beginning is known.
    private @Nullable Record take(int start, Piece piece) {
        switch (piece.type()) {
            case FULL -> {
                begin(piece);
                within = false;
                return record(start, piece, true);
            }
            case FIRST -> {
                begin(piece);
                return headBytes == HEAD ? record(start, piece, false) : null;
            }
            case MIDDLE, LAST -> {
                if (!within) {
                    return null;
                }
                append(piece);
                within = piece.type() == MIDDLE;
                return within ? null : record(start, piece, true);
            }
            case FORMER -> {
                within = false;
                return null;
            }
            default -> {
                return null; // what RocksDB says about the file itself
            }
        }
    }

    private void begin(Piece piece) {
        within = true;
        headBytes = 0;
        append(piece);
    }

    private void append(Piece piece) {
        int bytes = Math.min(HEAD - headBytes, piece.end() - piece.from());
        block.get(piece.from(), head, headBytes, bytes);
        headBytes += bytes;
    }

    private @Nullable Record record(int start, Piece piece, boolean whole) {
        if (headBytes < Batch.HEADER) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long last = in.getLong(0) + in.getInt(8) - 1;
        return new Record(start, piece.end(), whole, last, LogNote.at(head, Batch.HEADER, headBytes));
    }

    /// A good piece that begins there; null when none does.
    private @Nullable Piece piece(int from) {
        int type = block.get(from + 6) & 0xFF;
        if (type == 0 || type > 2 * RECYCLED) {
            return null;
        }
        boolean recycled = type > RECYCLED;
        int bytes = from + (recycled ? RECYCLED_HEADER : HEADER);
        int end = bytes + (block.getShort(from + 4) & 0xFFFF);
        if (end > block.limit()) {
            return null;
        }
        var sum = new CRC32C();
        sum.update(block.slice(from + 6, end - from - 6));
        if (masked((int) sum.getValue()) != block.getInt(from)) {
            return null;
        }
        boolean former = recycled && block.getInt(from + HEADER) != number;
        return new Piece(former ? FORMER : recycled ? type - RECYCLED : type, bytes, end);
    }

    /// As RocksDB keeps it, because a checksum of bytes that hold checksums is a weak one.
    private static int masked(int sum) {
        return Integer.rotateRight(sum, 15) + 0xA282EAD8;
    }
}
