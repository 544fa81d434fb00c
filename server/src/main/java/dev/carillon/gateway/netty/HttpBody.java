package dev.carillon.gateway.netty;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// A request's body while it arrives, or is unpacked: grows with what has come, whatever was announced, and takes its
/// room of what all bodies share. One thread at a time.
final class HttpBody {
    enum Taken {
        YES,
        TOO_LARGE,
        NO_ROOM
    }

    private static final byte[] NOTHING = {};

    private final BodyRoom room;
    private int limit;
    private boolean known;
    private byte[] bytes = NOTHING;
    private int size;

    HttpBody(int limit, BodyRoom room) {
        this.limit = limit;
        this.room = room;
    }

    Taken add(ByteBuf more) {
        int count = more.readableBytes();
        Taken taken = makeRoom(count);
        if (taken == Taken.YES) {
            more.readBytes(bytes, size, count);
            size += count;
        }
        return taken;
    }

    Taken add(byte[] more, int count) {
        Taken taken = makeRoom(count);
        if (taken == Taken.YES) {
            System.arraycopy(more, 0, bytes, size, count);
            size += count;
        }
        return taken;
    }

    private Taken makeRoom(int count) {
        if (count > limit - size) {
            return Taken.TOO_LARGE;
        }
        if (size + count > bytes.length) {
            int capacity = Math.min(limit, Math.max(size + count, bytes.length * 2));
            if (!room.take(capacity - bytes.length, known)) {
                return Taken.NO_ROOM;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        return Taken.YES;
    }

    /// Whoever sends it may: it can become as large as that.
    void know(int larger) {
        if (!known) {
            known = true;
            room.know(bytes.length);
        }
        limit = larger;
    }

    boolean isKnown() {
        return known;
    }

    int limit() {
        return limit;
    }

    byte[] whole() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /// Gives its room back, once.
    void release() {
        room.give(bytes.length, known);
        bytes = NOTHING;
        size = 0;
    }
}
