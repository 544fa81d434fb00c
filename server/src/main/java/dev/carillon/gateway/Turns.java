package dev.carillon.gateway;

import java.util.stream.Stream;

/// Monitors by id, for news of one thing that must go out one after the other. Some ids share one.
final class Turns {
    private static final int COUNT = 64;

    private final Object[] monitors = Stream.generate(Object::new).limit(COUNT).toArray();

    Object of(int id) {
        return monitors[Math.floorMod(id, COUNT)];
    }
}
