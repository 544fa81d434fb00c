package dev.carillon.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The apps. They are few, so all are in memory. Another process may add one at any time: what is not known is looked
/// up again, at most a hundred times a second.
final class Apps {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int TOKEN_CHARS = 64;
    private static final long RELOAD_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private final AccountStore store;
    private final SecureRandom random = new SecureRandom();
    private volatile Known known;

    /// @param at [System#nanoTime] before the apps were read
    private record Known(List<App> apps, long at) {}

    Apps(AccountStore store) {
        this.store = store;
        known = load();
    }

    private Known load() {
        long at = System.nanoTime();
        return new Known(store.read(AccountStore.Reader::apps), at);
    }

    /// Reads all apps again.
    synchronized void reload() {
        known = load();
    }

    private synchronized void reloadIfOlder(Known seen) {
        if (known.at() == seen.at() && System.nanoTime() - seen.at() > RELOAD_PAUSE) {
            known = load();
        }
    }

    List<App> all() {
        return known.apps();
    }

    @Nullable
    App find(int aid) {
        return find(app -> app.aid() == aid);
    }

    @Nullable
    App find(String name) {
        return find(app -> app.name().equals(name));
    }

    @Nullable
    App byToken(String token) {
        byte[] wanted = token.getBytes(StandardCharsets.UTF_8);
        return find(app -> MessageDigest.isEqual(app.token().getBytes(StandardCharsets.UTF_8), wanted));
    }

    private @Nullable App find(Predicate<App> wanted) {
        Known now = known;
        App app = first(now.apps(), wanted);
        if (app == null) {
            reloadIfOlder(now);
            app = known.at() == now.at() ? null : first(known.apps(), wanted);
        }
        return app;
    }

    private static @Nullable App first(List<App> apps, Predicate<App> wanted) {
        for (App app : apps) {
            if (wanted.test(app)) {
                return app;
            }
        }
        return null;
    }

    @Nullable
    App create(String name) {
        String token = newToken();
        return changed(rows -> {
            if (first(rows.apps(), app -> app.name().equals(name)) != null) {
                return null;
            }
            App app = new App(rows.nextApp(), name, token, AppSettings.DEFAULT);
            rows.insert(app);
            return app;
        });
    }

    @Nullable
    App renewToken(int aid) {
        String token = newToken();
        return change(aid, app -> new App(aid, app.name(), token, app.settings()));
    }

    @Nullable
    App change(int aid, UnaryOperator<App> change) {
        return changed(rows -> {
            App before = first(rows.apps(), app -> app.aid() == aid);
            if (before == null) {
                return null;
            }
            App after = change.apply(before);
            rows.update(after);
            return after;
        });
    }

    void delete(int aid) {
        changed(rows -> {
            rows.deleteApp(aid);
            return null;
        });
    }

    private @Nullable App changed(Function<AccountStore.Writer, @Nullable App> work) {
        try {
            return store.<@Nullable App>write(work);
        } finally {
            reload();
        }
    }

    private String newToken() {
        var token = new StringBuilder(TOKEN_CHARS);
        for (int i = 0; i < TOKEN_CHARS; i++) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return token.toString();
    }
}
