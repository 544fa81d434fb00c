package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;

/// Up to 63 short names, found by their bytes without making a string. A name is at most 9 characters of ASCII,
/// which fit into a long, 7 bits each.
final class NameTable {
    private static final int MOST = 9;
    private static final int SLOTS = Long.SIZE;

    private final long[] keys = new long[SLOTS];
    private final String[] names = new String[SLOTS];

    /// @param all with spaces between
    NameTable(String all) {
        for (String name : all.split(" ")) {
            if (name.length() > MOST) {
                throw new IllegalArgumentException(name + " does not fit");
            }
            long key = 0;
            for (int i = 0; i < name.length(); i++) {
                key = key << 7 | name.charAt(i);
            }
            int slot = slot(key);
            keys[slot] = key;
            names[slot] = name;
        }
    }

    /// The number, below 64, of the name that stands there; −1 when it is not one of these.
    int find(byte[] bytes, int from, int to) {
        if (to - from > MOST) {
            return -1;
        }
        long key = 0;
        for (int i = from; i < to; i++) {
            key = key << 7 | bytes[i];
        }
        int slot = slot(key);
        return key > 0 && keys[slot] == key ? slot : -1;
    }

    String name(int number) {
        return names[number];
    }

    /// One bit for each of these names, at its number.
    ///
    /// @param some with spaces between
    long bits(String some) {
        long bits = 0;
        for (String name : some.split(" ")) {
            byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
            bits |= 1L << find(ascii, 0, ascii.length);
        }
        return bits;
    }

    /// Where the key is, or the free slot where it may come.
    private int slot(long key) {
        int slot = (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> 58);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }
}
