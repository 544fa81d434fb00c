package dev.carillon.messaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Background;
import dev.carillon.groups.Groups;
import dev.carillon.groups.Member;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Follows those who leave a group, are removed, deleted, or whose membership ends: the messages that were sent to them
/// wait for the others only. Noted as a task before they go, so a crash forgets nobody; done in pieces, and each
/// message is marked for them once, so a piece that is repeated changes nothing.
final class Departures implements AutoCloseable {
    /// From the note to the first look: by then they are gone, as a rule.
    private static final long SOON_MILLIS = 300;
    private static final long LATER_MILLIS = 30_000;
    private static final int PIECE = 1_000;
    private static final int REMEMBERED = 100_000;

    private final MessageStore store;
    private final Accounts accounts;
    private final Groups groups;
    private final Receipts receipts;
    private final DeleteAfterDelivery deleteAfterDelivery;
    private final LiveDevices live;
    private final Frames frames;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final Cache<Key, Departure> recent = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    private record Key(int gid, int uid) {}

    /// @param upTo the newest order when the member was gone, 0 as long as it is not known
    private record Departure(long since, long upTo) {}

    Departures(
            MessageStore store,
            Accounts accounts,
            Groups groups,
            Receipts receipts,
            DeleteAfterDelivery deleteAfterDelivery,
            LiveDevices live,
            Frames frames,
            Clock clock,
            Background background) {
        this.store = store;
        this.accounts = accounts;
        this.groups = groups;
        this.receipts = receipts;
        this.deleteAfterDelivery = deleteAfterDelivery;
        this.live = live;
        this.frames = frames;
        this.clock = clock;
        this.thread = background.timer("departures");
    }

    /// These members are about to leave; it may still be refused. Returns when that is noted durably.
    void leaving(int gid, List<Integer> uids) {
        List<Change> notes = new ArrayList<>();
        for (int uid : uids) {
            for (Member member : groups.memberships(uid)) {
                if (member.gid() == gid) {
                    recent.put(new Key(gid, uid), new Departure(member.since(), 0));
                    notes.add(task(clock.millis() + SOON_MILLIS, note(member)));
                }
            }
        }
        if (!notes.isEmpty()) {
            store.commit(notes);
        }
    }

    private Payloads.Left note(Member member) {
        long counted = store.cursors(member.uid()).getOrDefault(DeleteAfterDelivery.COUNTED, 0L);
        return new Payloads.Left(
                member.gid(),
                member.uid(),
                member.since(),
                member.since(),
                store.lastOrder(),
                member.expires(),
                counted,
                0);
    }

    private static Change task(long at, Payloads.Left left) {
        return new Change.AddTask(new Task(at, 0, Task.Kind.LEFT, 0, 0, left.encode()));
    }

    /// They are gone: what was sent up to now may have been sent to them.
    void left(int gid, List<Integer> uids) {
        long upTo = store.lastOrder();
        for (int uid : uids) {
            recent.asMap().computeIfPresent(new Key(gid, uid), (_, noted) -> new Departure(noted.since, upTo));
        }
    }

    /// The message was on its way when its recipients changed. Does not block.
    ///
    /// @param members as they were when it was composed
    void sentMeanwhile(Ref message, int[] members, int[] recipients) {
        int[] now = groups.memberUids(message.conversation().a());
        if (!Arrays.equals(now, members)) {
            int[] gone = Arrays.stream(recipients)
                    .filter(uid -> Arrays.binarySearch(now, uid) < 0)
                    .toArray();
            for (int uid : gone) {
                thread.execute(() -> receipts.alone(() -> leave(uid, List.of(message), Long.MAX_VALUE)));
            }
        }
    }

    /// Does a piece of what the task asks for.
    void follow(Task task) {
        var left = Payloads.Left.decode(task.payload());
        Member member = groups.member(left.gid(), left.uid());
        if (member != null && member.since() == left.since()) {
            // Not gone yet, or it was refused.
            next(task, left.tries() == 0 ? task(clock.millis() + LATER_MILLIS, left.triedAgain()) : null);
            return;
        }
        long last = last(left);
        List<InboxEntry> piece = store.inbox(MessageStore.inboxOfGroup(left.gid()), left.at(), PIECE);
        List<Ref> sent = piece.stream()
                .filter(entry -> entry.seq() <= last && wasFor(left, entry))
                .map(InboxEntry::ref)
                .toList();
        if (!sent.isEmpty()) {
            receipts.alone(() -> leave(left.uid(), sent, left.counted()));
        }
        boolean done = piece.size() < PIECE || piece.getLast().seq() >= last;
        next(task, done ? null : task(clock.millis(), left.from(piece.getLast().seq(), last)));
    }

    private long last(Payloads.Left left) {
        Departure noted = recent.getIfPresent(new Key(left.gid(), left.uid()));
        return noted != null && noted.since == left.since() ? Math.max(noted.upTo, left.upTo()) : left.upTo();
    }

    private static boolean wasFor(Payloads.Left left, InboxEntry entry) {
        return entry.kind() == InboxEntry.Kind.MESSAGE
                && (left.expires() == 0 || entry.ts() < left.expires())
                && Audience.decode(entry.payload()).includes(left.uid());
    }

    private void next(Task done, @Nullable Change next) {
        var remove = new Change.RemoveTask(done);
        store.commit(next == null ? List.of(remove) : List.of(remove, next));
    }

    /// No receipt is under way.
    private void leave(int uid, List<Ref> sent, long counted) {
        var write = new ReceiptBatch(store, clock.millis());
        List<StoredMessage> untaken = new ArrayList<>();
        for (Ref ref : sent) {
            StoredMessage message = write.message(ref);
            if (message != null && message.sender() != uid && write.leave(message, uid) && ref.order() > counted) {
                untaken.add(message);
            }
        }
        write.commit(live, frames);
        if (accounts.user(uid) == null
                && !untaken.isEmpty()
                && deletes(untaken.getFirst().aid())) {
            deleteAfterDelivery.taken(untaken);
        }
    }

    private boolean deletes(int aid) {
        App app = accounts.app(aid);
        return app != null && app.settings().deleteAfterDelivery();
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
