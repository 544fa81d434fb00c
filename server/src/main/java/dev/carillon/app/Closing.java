package dev.carillon.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/// What has been opened, to be closed in reverse order, each whatever the others do.
final class Closing {
    private static final Logger LOG = System.getLogger(Closing.class.getName());

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String what, AutoCloseable closeable) {}

    <T extends AutoCloseable> T with(String what, T closeable) {
        steps.push(new Step(what, closeable));
        return closeable;
    }

    void closeAll() {
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            try {
                step.closeable().close();
            } catch (Exception e) {
                LOG.log(Level.ERROR, "Closing " + step.what() + " failed", e);
            }
        }
    }
}
