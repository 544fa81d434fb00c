package dev.carillon.accounts;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Everybody who wants to hear of changes. One that throws does not keep the others from hearing.
final class AccountListeners {
    private static final Logger LOG = System.getLogger(AccountListeners.class.getName());

    private final List<AccountListener> listeners = new CopyOnWriteArrayList<>();

    void add(AccountListener listener) {
        listeners.add(listener);
    }

    void tell(Consumer<AccountListener> news) {
        for (AccountListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a listener of accounts failed", e);
            }
        }
    }
}
