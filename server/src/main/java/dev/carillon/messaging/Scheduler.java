package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.Background;
import dev.carillon.accounts.User;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameCodec;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.MessageStatus;
import dev.carillon.protocol.ServerFrame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Does what is due: sends scheduled messages, drops expired ones, makes messages disappear, clears up after deleted
/// users. All of it is in the store as tasks; a task is removed with, or after, its effect, so a crash repeats it at
/// worst, and every effect can be repeated without harm.
final class Scheduler implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;
    private static final int SOME = 1_000;
    private static final int PAGE = 100;

    private static final Logger LOG = System.getLogger(Scheduler.class.getName());

    private final MessageStore store;
    private final Accounts accounts;
    private final MessageRouter router;
    private final Rewriting rewriting;
    private final Receipts receipts;
    private final Departures departures;
    private final LiveDevices live;
    private final Frames frames;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    /// Between a scheduled message's leaving and its cancelling.
    private final ReentrantLock leaving = new ReentrantLock();

    Scheduler(
            MessageStore store,
            Accounts accounts,
            MessageRouter router,
            Rewriting rewriting,
            Receipts receipts,
            Departures departures,
            LiveDevices live,
            Frames frames,
            Clock clock,
            Background background) {
        this.store = store;
        this.accounts = accounts;
        this.router = router;
        this.rewriting = rewriting;
        this.receipts = receipts;
        this.departures = departures;
        this.live = live;
        this.frames = frames;
        this.clock = clock;
        this.thread = background.timer("scheduler");
    }

    void start() {
        thread.scheduleWithFixedDelay(this::doDue, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Package-private so that a test with its own clock can call it.
    void doDue() {
        try {
            for (Task task : store.due(clock.millis(), SOME)) {
                doOne(task);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Due tasks could not be read; tried again soon", e);
        }
    }

    private void doOne(Task task) {
        try {
            switch (task.kind()) {
                case SCHEDULED -> leave(task);
                case EXPIRE -> expire(task);
                case AGE -> disappear(task);
                case PURGE -> purge(task);
                case LEFT -> departures.follow(task);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A task of kind " + task.kind() + " failed; tried again soon", e);
        }
    }

    private void leave(Task task) {
        leaving.lock();
        try {
            if (store.owned(task.owner(), task.label()) == null) {
                return;
            }
            var later = Payloads.Later.decode(task.payload());
            User user = accounts.user(task.owner());
            User recipient = later.recipient() == 0 ? null : accounts.user(later.recipient());
            if (user == null) {
                remove(task);
                return;
            }
            if (later.gid() == 0 && recipient == null) {
                drop(task, later, MessageStatus.INVALID_DESTINATION);
                return;
            }
            switch (router.leave(task, later, user, recipient)) {
                case SendResult.Refused refused -> drop(task, later, refused.status());
                case SendResult.Accepted accepted when accepted.duplicate() || accepted.order() == 0 -> remove(task);
                case SendResult.Accepted _, SendResult.Scheduled _ -> {}
            }
        } finally {
            leaving.unlock();
        }
    }

    /// It had been accepted, so all devices of its sender hear that it was not sent, and why.
    private void drop(Task task, Payloads.Later later, MessageStatus why) {
        int sender = task.owner();
        String peer = later.gid() != 0 ? null : later.to() == null ? frames.address(later.recipient()) : later.to();
        var what = new Payloads.Unsent(task.label(), why.code(), peer, later.label());
        Conversation conversation =
                later.gid() != 0 ? Conversation.ofGroup(later.gid()) : Conversation.direct(sender, later.recipient());
        byte[] encoded = frames.encode(frames.unsent(conversation, sender, what));
        var told = new Change.Deliver(
                sender, InboxEntry.Kind.STATUS, new Ref(conversation, 0), clock.millis(), what.encode());
        new InboxWrite(live)
                .add(new Change.RemoveTask(task))
                .entry(told, _ -> new LiveDevices.Entry(encoded, null, 0))
                .commit(store);
    }

    private void remove(Task task) {
        store.commit(List.of(new Change.RemoveTask(task)));
    }

    private void expire(Task task) {
        StoredMessage message = Targets.resolve(store, Payloads.Target.decode(task.payload()));
        if (message == null || reached(message)) {
            remove(task);
        } else {
            receipts.alone(() -> expire(task, message));
        }
    }

    /// No receipt is under way, so a message is either delivered or expired, never one after the other.
    private void expire(Task task, StoredMessage message) {
        if (reached(message)) {
            remove(task);
        } else {
            rewriting.expire(message.ref(), new Change.RemoveTask(task));
        }
    }

    private boolean reached(StoredMessage message) {
        return message.recipients() == 0
                || Statuses.isToOneself(message)
                || store.tally(message.ref()).hasArrived();
    }

    private void disappear(Task task) {
        var target = Payloads.Target.decode(task.payload());
        StoredMessage message = Targets.resolve(store, target);
        if (message != null && Ages.means(task, target, message)) {
            rewriting.disappear(message);
        }
        remove(task);
    }

    private void purge(Task task) {
        var what = Payloads.Purge.decode(task.payload());
        boolean done = what.group() ? store.purgeGroup(what.id(), SOME) : store.purgeUser(what.id(), SOME);
        if (done) {
            remove(task);
        }
    }

    // --- requests of clients

    ServerFrame cancel(Sender who, ClientFrame.Cancel frame) {
        leaving.lock();
        try {
            List<Task> tasks = store.owned(who.user().uid(), frame.mid(), SOME).stream()
                    .filter(task -> task.kind() == Task.Kind.SCHEDULED)
                    .toList();
            if (tasks.isEmpty()) {
                return ServerFrame.Error.of(frame.id(), ErrorCode.NOSUCHERROR, "mid: no such scheduled message");
            }
            store.commit(tasks.stream().<Change>map(Change.RemoveTask::new).toList());
            return ServerFrame.Ok.of(frame.id());
        } finally {
            leaving.unlock();
        }
    }

    ServerFrame scheduled(Sender who, ClientFrame.Scheduled frame) {
        int limit = frame.limit() == null ? PAGE : frame.limit();
        if (limit < 1 || limit > Limits.HISTORY_PAGE) {
            return ServerFrame.Error.of(
                    frame.id(), ErrorCode.BADREQ, "limit: must be between 1 and " + Limits.HISTORY_PAGE);
        }
        long after = frame.after() == null ? 0 : frame.after();
        List<Task> tasks = store.ownedAfter(who.user().uid(), after, limit + 1, Limits.PAGE_BYTES);
        List<ServerFrame.ScheduledMessage> page = new ArrayList<>();
        int bytes = 0;
        long last = after;
        for (Task task : tasks) {
            bytes += task.payload().length + 200;
            if (page.size() == limit || (bytes > Limits.PAGE_BYTES && !page.isEmpty())) {
                return new ServerFrame.Scheduled(frame.id(), page, true, last);
            }
            last = task.n();
            if (task.kind() == Task.Kind.SCHEDULED) {
                page.add(message(task));
            }
        }
        boolean more = !store.ownedAfter(who.user().uid(), last, 1, 0).isEmpty();
        return new ServerFrame.Scheduled(frame.id(), page, more, more ? last : 0);
    }

    private ServerFrame.ScheduledMessage message(Task task) {
        var later = Payloads.Later.decode(task.payload());
        @Nullable String to = later.recipient() == 0 ? null : frames.address(later.recipient());
        return new ServerFrame.ScheduledMessage(
                task.label(),
                to,
                later.recipient(),
                later.gid(),
                task.at(),
                FrameCodec.raw(later.content()),
                later.label());
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
