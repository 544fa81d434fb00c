package dev.carillon.api.ops;

/// Locks for those who read, change and write back: what concerns one thing happens one after the other.
final class Locks {
    private static final int STRIPES = 64;

    private final Object[] stripes = new Object[STRIPES];

    Locks() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Object();
        }
    }

    Object of(Object thing) {
        return stripes[Math.floorMod(thing.hashCode(), STRIPES)];
    }
}
