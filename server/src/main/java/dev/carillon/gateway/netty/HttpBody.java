package dev.carillon.gateway.netty;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// A request's body while it arrives: grows with what has come, whatever was announced, and counts against the
/// allowance that all bodies share.
final class HttpBody {
    enum Taken {
        YES,
        TOO_LARGE,
        NO_ROOM
    }

    private static final byte[] NOTHING = {};

    private final int limit;
    private final AtomicLong allowance;
    private byte[] bytes = NOTHING;
    private int size;

    HttpBody(int limit, AtomicLong allowance) {
        this.limit = limit;
        this.allowance = allowance;
    }

    Taken add(ByteBuf more) {
        int count = more.readableBytes();
        if (count > limit - size) {
            return Taken.TOO_LARGE;
        }
        if (size + count > bytes.length) {
            int capacity = Math.min(limit, Math.max(size + count, bytes.length * 2));
            if (allowance.addAndGet(bytes.length - capacity) < 0) {
                allowance.addAndGet(capacity - bytes.length);
                return Taken.NO_ROOM;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        more.readBytes(bytes, size, count);
        size += count;
        return Taken.YES;
    }

    byte[] whole() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /// Gives its share of the allowance back, once.
    void release() {
        allowance.addAndGet(bytes.length);
        bytes = NOTHING;
        size = 0;
    }
}
