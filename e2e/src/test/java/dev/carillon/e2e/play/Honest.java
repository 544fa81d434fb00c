package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;

/// Does what the protocol is for.
final class Honest extends Player {
    Honest(World world, App app, String name, long seed) {
        super(world, app, name, seed);
    }

    @Override
    boolean hostile() {
        return false;
    }

    @Override
    Person somebody() {
        return model.anybody(random, app);
    }

    @Override
    Room someRoom() {
        return ownRoom();
    }

    @Override
    void odd() {
        ask(Frame.of("time"));
    }
}
