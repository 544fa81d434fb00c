package dev.carillon.accounts;

import java.util.stream.Stream;

/// Monitors by thing, for those above who read, change and write back, or tell of changes: what concerns one thing, as
/// a user, happens one after the other. Some things share one.
public final class Locks {
    private static final int STRIPES = 64;

    private final Object[] stripes = Stream.generate(Object::new).limit(STRIPES).toArray();

    public Object of(Object thing) {
        return stripes[Math.floorMod(thing.hashCode(), STRIPES)];
    }
}
