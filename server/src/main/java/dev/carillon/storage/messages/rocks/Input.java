package dev.carillon.storage.messages.rocks;

import dev.carillon.messaging.Conversation;
import dev.carillon.messaging.Ref;
import java.nio.ByteBuffer;

/// Reads what [Output] and [Keys] wrote. Bytes that end too early are an [IllegalStateException]: the store is
/// damaged.
final class Input {
    private final ByteBuffer in;

    Input(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    Input(byte[] bytes, int from) {
        in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    }

    int u8() {
        need(1);
        return in.get() & 0xFF;
    }

    int i32() {
        need(4);
        return in.getInt();
    }

    long i64() {
        need(8);
        return in.getLong();
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = u8();
            value |= (b & 0x7FL) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new IllegalStateException("a damaged record: a number does not end");
    }

    int varint32() {
        return (int) varint();
    }

    Conversation conversation() {
        return new Conversation(u8() != 0, i32(), i32());
    }

    Ref ref() {
        return new Ref(conversation(), i64());
    }

    byte[] bytes(int size) {
        byte[] bytes = new byte[size(size)];
        in.get(bytes);
        return bytes;
    }

    /// How many things follow, of a byte each at least.
    int size(int count) {
        if (count < 0) {
            throw new IllegalStateException("a damaged record: a count is negative");
        }
        need(count);
        return count;
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    byte[] rest() {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }

    private void need(int bytes) {
        if (in.remaining() < bytes) {
            throw new IllegalStateException("a damaged record: it ends too early");
        }
    }
}
