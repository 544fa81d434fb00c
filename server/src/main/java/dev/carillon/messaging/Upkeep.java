package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Background;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps the store from growing without end, in small pieces with pauses, so that traffic never waits for it:
/// messages older than their app's retention, old inbox entries, mids of messages long gone, and what a crash left of
/// deleted users.
final class Upkeep implements AutoCloseable {
    private static final long FIRST_MINUTES = 5;
    private static final long EVERY_MINUTES = 24 * 60;
    private static final int PIECE = 500;
    private static final long PAUSE_MILLIS = 5;

    private static final Logger LOG = System.getLogger(Upkeep.class.getName());

    private final MessageStore store;
    private final Accounts accounts;
    private final Attachments attachments;
    private final Clock clock;
    private final ScheduledExecutorService thread;

    Upkeep(MessageStore store, Accounts accounts, Attachments attachments, Clock clock, Background background) {
        this.store = store;
        this.accounts = accounts;
        this.attachments = attachments;
        this.clock = clock;
        this.thread = background.timer("upkeep");
    }

    void start() {
        thread.scheduleWithFixedDelay(this::round, FIRST_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    private void round() {
        try {
            sweep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The sweep of old messages ended early; it goes on tomorrow", e);
        }
    }

    /// One whole walk. Package-private so that a test can call it.
    void sweep() throws InterruptedException {
        byte @Nullable [] position = null;
        do {
            MessageStore.Walk<StoredMessage> piece = store.walkMessages(position, PIECE);
            remove(piece.items());
            position = piece.next();
            Thread.sleep(PAUSE_MILLIS);
        } while (position != null);
        do {
            MessageStore.Walk<Change.ForgetMid> piece = store.walkForgotten(position, PIECE);
            if (!piece.items().isEmpty()) {
                store.commit(List.copyOf(piece.items()));
            }
            position = piece.next();
            Thread.sleep(PAUSE_MILLIS);
        } while (position != null);
        long longest = longestRetention();
        if (longest > 0) {
            do {
                position = store.sweepInboxes(position, clock.millis() - longest * 1000, PIECE);
                Thread.sleep(PAUSE_MILLIS);
            } while (position != null);
        }
    }

    private void remove(List<StoredMessage> messages) {
        List<Change> changes = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        Set<Integer> gone = new HashSet<>();
        for (StoredMessage message : messages) {
            if (accounts.user(message.sender()) == null) {
                gone.add(message.sender());
            } else if (expired(message)) {
                changes.add(new Change.Remove(message.ref(), true));
                contents.addAll(message.contents());
            }
        }
        // A crash between deleting a user and noting what has to be purged: noted now.
        gone.forEach(uid -> changes.add(new Change.AddTask(
                new Task(clock.millis(), 0, Task.Kind.PURGE, 0, 0, new Payloads.Purge(false, uid).encode()))));
        if (!changes.isEmpty()) {
            store.commit(changes);
            contents.forEach(attachments::gone);
        }
    }

    private boolean expired(StoredMessage message) {
        App app = accounts.app(message.aid());
        long retention = app == null ? 0 : app.settings().retention();
        return retention > 0 && message.ts() < clock.millis() - retention * 1000;
    }

    /// Seconds; 0 when some app keeps for ever.
    private long longestRetention() {
        long longest = 0;
        for (App app : accounts.apps()) {
            if (app.settings().retention() == 0) {
                return 0;
            }
            longest = Math.max(longest, app.settings().retention());
        }
        return longest;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "The sweep of old messages did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
