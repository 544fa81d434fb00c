package dev.carillon.storage.messages.rocks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A growing array of bytes. Fixed-width numbers are big-endian, so that keys sort as numbers do.
final class Output {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;

    Output(int capacity) {
        bytes = new byte[capacity];
    }

    Output clear() {
        size = 0;
        return this;
    }

    int size() {
        return size;
    }

    /// Drops what was written after the size was this.
    void cut(int to) {
        size = to;
    }

    Output u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    Output i32(int value) {
        ensure(4);
        INT.set(bytes, size, value);
        size += 4;
        return this;
    }

    Output i64(long value) {
        ensure(8);
        LONG.set(bytes, size, value);
        size += 8;
        return this;
    }

    /// 7 bits a byte, low bits first: 1 byte below 128, 5 for ms since 1970 in our days' magnitude plus one, 10 at
    /// most (and for negative values).
    Output varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    Output raw(byte[] source) {
        return raw(source, source.length);
    }

    Output raw(Output source) {
        return raw(source.bytes, source.size);
    }

    private Output raw(byte[] source, int length) {
        ensure(length);
        System.arraycopy(source, 0, bytes, size, length);
        size += length;
        return this;
    }

    /// Overwrites 4 bytes, low byte first.
    void i32LittleEndianAt(int position, int value) {
        INT.set(bytes, position, Integer.reverseBytes(value));
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    /// With so many zeros at a place.
    byte[] toArray(int at, int zeros) {
        byte[] array = new byte[size + zeros];
        System.arraycopy(bytes, 0, array, 0, at);
        System.arraycopy(bytes, at, array, at + zeros, size - at);
        return array;
    }

    /// Gives memory back that one large use left behind.
    void shrink(int capacity) {
        if (bytes.length > capacity) {
            bytes = new byte[capacity];
        }
        size = 0;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * bytes.length, 1 << 30)));
        }
    }
}
