package dev.carillon.groups;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Everybody who wants to hear of changes. One that throws does not keep the others from hearing.
final class GroupListeners {
    private static final Logger LOG = System.getLogger(GroupListeners.class.getName());

    private final List<GroupListener> listeners = new CopyOnWriteArrayList<>();

    void add(GroupListener listener) {
        listeners.add(listener);
    }

    void tell(Consumer<GroupListener> news) {
        for (GroupListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a listener of groups failed", e);
            }
        }
    }
}
