package dev.carillon.files;

import dev.carillon.accounts.AccountListener;
import dev.carillon.accounts.App;
import dev.carillon.accounts.User;
import dev.carillon.groups.Group;
import dev.carillon.groups.GroupListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Deletes what nothing points at any more. One thread does all of it, a piece at a time. What it is told of comes
/// through a queue; when that is full the news is dropped, for the daily check of every file finds the same.
final class Cleaning implements AccountListener, GroupListener {
    private static final Logger LOG = System.getLogger(Cleaning.class.getName());
    private static final int PAGE = 200;
    private static final int QUEUE = 10_000;
    private static final long DAY = TimeUnit.DAYS.toMillis(1);
    /// A message that points at the file is being written.
    private static final long WRITTEN = TimeUnit.SECONDS.toMillis(1);

    private static final long SOON = TimeUnit.MINUTES.toMillis(10);
    /// Deleting all of a user's or group's messages takes its time, so their files are looked at so often.
    private static final int LOOKS = 4;

    private static final long FIRST_LOOK = TimeUnit.SECONDS.toMillis(30);
    /// Longer than any upload to the depot takes.
    private static final Duration BEGUN = Duration.ofDays(1);
    /// Until a depot that does not answer is asked again.
    private static final long PAUSE = TimeUnit.MINUTES.toMillis(1);

    private final FileStore store;
    private final Depot depot;
    private final Uploads uploads;
    private final Turns turns;
    private final FileMetrics metrics;
    private final Clock clock;
    private final long grace;
    private final BlockingQueue<News> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong uploadsSwept = new AtomicLong();
    private final AtomicLong tidied = new AtomicLong();
    private final AtomicLong clearAgain = new AtomicLong();
    private @Nullable References references;

    private sealed interface News {
        record Files(Set<String> ids) implements News {}

        record OfUser(int uid) implements News {}

        record OfGroup(int gid) implements News {}

        record PictureOfGroup(int gid) implements News {}

        record OfApp(int aid) implements News {}
    }

    Cleaning(
            FileStore store,
            Depot depot,
            Uploads uploads,
            Turns turns,
            FileMetrics metrics,
            FileSettings settings,
            Clock clock) {
        this.store = store;
        this.depot = depot;
        this.uploads = uploads;
        this.turns = turns;
        this.metrics = metrics;
        this.clock = clock;
        this.grace = TimeUnit.DAYS.toMillis(settings.unusedDays());
    }

    /// Called once, before anything else.
    void use(References given) {
        references = given;
    }

    // --- news

    void gone(Set<String> ids) {
        tell(new News.Files(ids));
    }

    private void tell(News news) {
        if (!queue.offer(news)) {
            LOG.log(Level.DEBUG, "Too much goes at once; the daily check of files will find it");
        }
    }

    @Override
    public void userChanged(User before, User after, boolean announce) {
        String image = before.profile().image();
        if (image != null && !image.equals(after.profile().image()) && FileId.mayBeIn(image)) {
            gone(FileId.in(image));
        }
    }

    @Override
    public void userDeleted(User user) {
        tell(new News.OfUser(user.uid()));
    }

    @Override
    public void appDeleted(App app) {
        tell(new News.OfApp(app.aid()));
    }

    @Override
    public void settingsChanged(Group group, int by) {
        tell(new News.PictureOfGroup(group.gid()));
    }

    @Override
    public void groupDeleted(Group group, int[] members, int by) {
        tell(new News.OfGroup(group.gid()));
    }

    // --- work

    /// Does what has come up. One at a time.
    synchronized void run() {
        hear();
        checkDue();
        clearGarbage();
        long now = clock.millis();
        if (now - uploadsSwept.get() > TimeUnit.MINUTES.toMillis(1)) {
            uploadsSwept.set(now);
            uploads.sweep(turns);
        }
        if (now - tidied.get() > DAY) {
            tidied.set(now);
            tidy();
        }
    }

    /// At the start this also tells that a depot cannot be reached.
    private void tidy() {
        try {
            depot.tidy(BEGUN);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The place where files are kept cannot be tidied, tried again in a day: {0}", e);
        }
    }

    private void hear() {
        List<News> some = new ArrayList<>();
        queue.drainTo(some, PAGE);
        for (News news : some) {
            switch (news) {
                case News.Files(Set<String> ids) -> store.checkSoon(List.copyOf(ids), clock.millis(), 1);
                case News.OfUser(int uid) -> checkOften(store.filesAbout(uid));
                case News.OfGroup(int gid) -> checkOften(store.filesAboutGroup(gid));
                case News.PictureOfGroup(int gid) -> store.checkSoon(store.picturesOfGroup(gid), clock.millis(), 1);
                case News.OfApp(int aid) -> dropApp(aid);
            }
        }
    }

    private void checkOften(List<String> ids) {
        store.checkSoon(ids, clock.millis() + FIRST_LOOK, LOOKS);
    }

    private void dropApp(int aid) {
        int count = store.dropOfApp(aid, PAGE);
        while (count == PAGE) {
            count = store.dropOfApp(aid, PAGE);
        }
        metrics.are(store.sum());
    }

    private void checkDue() {
        List<StoredFile> due;
        do {
            due = store.due(clock.millis(), PAGE);
            due.forEach(this::check);
        } while (due.size() == PAGE);
    }

    /// Settling moves the time of the next check on, so that nothing is looked at twice in a row.
    private void check(StoredFile file) {
        if (references == null) {
            return;
        }
        List<StoredFile.Reference> untrue = references.untrue(file.id());
        long now = clock.millis();
        if (untrue == null) {
            store.checkSoon(List.of(file.id()), now + WRITTEN, file.taken());
        } else if (!store.settle(file, untrue, new FileStore.Fate(now, now + DAY, now + SOON, grace))) {
            metrics.removed(file);
        }
    }

    private void clearGarbage() {
        if (clock.millis() < clearAgain.get()) {
            return;
        }
        List<String> ids;
        do {
            ids = store.garbage(PAGE);
            for (String id : ids) {
                if (!clear(id)) {
                    return;
                }
            }
        } while (ids.size() == PAGE);
    }

    private boolean clear(String id) {
        try {
            depot.delete(id);
            depot.delete(Uploads.thumbnailKey(id));
            store.cleared(id);
            return true;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A deleted file's bytes cannot be removed now, tried again in a minute: {0}", e);
            clearAgain.set(clock.millis() + PAUSE);
            return false;
        }
    }
}
