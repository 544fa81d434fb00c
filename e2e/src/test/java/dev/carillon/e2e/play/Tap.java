package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.List;

/// Stands between the server and a client: what comes out of it is what the client gets.
@FunctionalInterface
interface Tap {
    Tap OPEN = (_, frame) -> List.of(frame);

    List<Frame> pass(Person viewer, Frame frame);
}
