package dev.carillon.messaging;

import dev.carillon.accounts.Background;
import dev.carillon.groups.Group;
import dev.carillon.groups.Groups;
import dev.carillon.groups.Member;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes one entry into many inboxes without making the sender wait for it.
///
/// The sender's own write contains a durable FAN_OUT task instead of thousands of entries; once it is committed, one
/// worker writes the entries in chunks, each chunk together with the task's progress, so that after a crash the rest
/// is written, and nobody gets anything twice. Jobs are worked off in the sequence of their commits: order in a group
/// stays one order. At most [#JOBS] jobs wait; then senders to large groups wait too.
final class FanOut implements AutoCloseable {
    /// Up to so many recipients are part of the sender's own write.
    static final int INLINE = 32;

    private static final int CHUNK = 1_000;
    private static final int JOBS = 1_000;
    private static final long RETRY_NANOS = 1_000_000_000L;
    /// Due before everything else, and never in the way of [Scheduler], which leaves this kind alone.
    private static final long AT = 1;

    private static final Logger LOG = System.getLogger(FanOut.class.getName());

    private final MessageStore store;
    private final Groups groups;
    private final LiveDevices live;
    private final Frames frames;
    private final InboxRoom room;
    private final Clock clock;
    private final AtomicLong taskNumbers;
    private final Semaphore places = new Semaphore(JOBS);
    private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private final Thread worker;
    private volatile boolean closed;

    /// @param task as it is in the store now
    /// @param uids who still has to get the entry, ascending
    private record Job(Task task, Ref ref, int[] uids, LiveDevices.Entry entry) {}

    FanOut(
            MessageStore store,
            Groups groups,
            LiveDevices live,
            Frames frames,
            InboxRoom room,
            Clock clock,
            Background background) {
        this.store = store;
        this.groups = groups;
        this.live = live;
        this.frames = frames;
        this.room = room;
        this.clock = clock;
        this.taskNumbers = new AtomicLong(clock.millis() << 16);
        this.worker = background.thread("fan-out", this::work);
    }

    /// Takes up what a crash left over, then starts to work.
    void start() {
        List<Job> left = new ArrayList<>();
        for (Task task : store.due(AT, Integer.MAX_VALUE)) {
            if (task.kind() == Task.Kind.FAN_OUT) {
                taskNumbers.accumulateAndGet(task.n(), Math::max);
                Job job = resumed(task);
                if (job == null) {
                    store.commit(List.of(new Change.RemoveTask(task)));
                } else {
                    left.add(job);
                }
            }
        }
        // Numbers are given before the commits, so for messages only their orders tell the sequence of these.
        left.sort(Comparator.comparingLong((Job job) -> job.ref.order()).thenComparingLong(job -> job.task.n()));
        for (Job job : left) {
            places.acquireUninterruptibly();
            enqueue(job);
        }
        worker.start();
    }

    /// A place in the queue, to be taken before the write that contains the task. Blocks while there is none.
    Ticket ticket() {
        places.acquireUninterruptibly();
        return new Ticket();
    }

    /// One place in the queue: either becomes a job, or is given back by [#close].
    final class Ticket implements AutoCloseable {
        private final long number = taskNumbers.incrementAndGet();
        private volatile boolean used;

        /// The task for the sender's write.
        Change.AddTask task(Payloads.Target target, InboxEntry.Kind kind, byte[] payload) {
            var spread = new Payloads.Spread(target, kind, 0, payload);
            return new Change.AddTask(new Task(AT, number, Task.Kind.FAN_OUT, 0, 0, spread.encode()));
        }

        /// To be called from the write's `then`, so that jobs queue in the sequence of commits.
        void committed(Change.AddTask written, Ref ref, int[] uids, LiveDevices.Entry entry) {
            used = true;
            enqueue(new Job(written.task(), ref, uids, entry));
        }

        @Override
        public void close() {
            if (!used) {
                places.release();
            }
        }
    }

    private void work() {
        while (!closed) {
            try {
                jobs.take().run();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void enqueue(Job job) {
        jobs.add(() -> {
            try {
                spread(job);
            } finally {
                places.release();
            }
        });
    }

    private void spread(Job job) {
        var spread = Payloads.Spread.decode(job.task.payload());
        for (int from = 0; from < job.uids.length || from == 0; from += CHUNK) {
            if (closed) {
                return;
            }
            int to = Math.min(from + CHUNK, job.uids.length);
            int[] chunk = Arrays.copyOfRange(job.uids, from, to);
            List<Change> changes = new ArrayList<>(chunk.length + 1);
            for (int uid : chunk) {
                room.make(uid);
                changes.add(new Change.Deliver(uid, spread.kind(), job.ref, clock.millis(), spread.entry()));
            }
            changes.add(to == job.uids.length ? new Change.RemoveTask(job.task) : progress(job, spread, chunk));
            commitPatiently(changes, commit -> {
                for (int i = 0; i < chunk.length; i++) {
                    live.entry(chunk[i], commit.seqs()[i], job.entry);
                }
            });
        }
    }

    /// A disk that fails now may work again: trying on keeps the order, and the task is in the store in any case.
    private void commitPatiently(List<Change> changes, Consumer<Commit> then) {
        while (!closed) {
            try {
                store.commit(changes, then);
                return;
            } catch (UncheckedIOException e) {
                LOG.log(Level.ERROR, "A fan-out waits for the disk", e);
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private static Change progress(Job job, Payloads.Spread spread, int[] chunk) {
        var next = new Payloads.Spread(spread.target(), spread.kind(), chunk[chunk.length - 1], spread.entry());
        return new Change.AddTask(new Task(AT, job.task.n(), Task.Kind.FAN_OUT, 0, 0, next.encode()));
    }

    /// Null when nobody is to get the entry any more.
    private @Nullable Job resumed(Task task) {
        var spread = Payloads.Spread.decode(task.payload());
        StoredMessage message = Targets.resolve(store, spread.target());
        Group group = groups.group(spread.target().conversation().a());
        if (message == null || group == null) {
            return null;
        }
        int[] uids = Arrays.stream(groups.recipients(group, message.sender(), message.type()))
                .filter(uid -> uid > spread.after() && wasMember(group, uid, message))
                .toArray();
        return new Job(task, message.ref(), uids, entry(spread, message));
    }

    private boolean wasMember(Group group, int uid, StoredMessage message) {
        Member member = groups.member(group.gid(), uid);
        return member != null && member.since() < message.ref().order();
    }

    private LiveDevices.Entry entry(Payloads.Spread spread, StoredMessage message) {
        int device = spread.kind() == InboxEntry.Kind.RETRACTED ? 0 : Payloads.exceptDevice(spread.entry());
        byte[] encoded = switch (spread.kind()) {
            case MESSAGE -> frames.encode(frames.message(message));
            case EDITED -> frames.encode(frames.edited(message, 0));
            case RETRACTED ->
                frames.encode(
                        frames.retracted(message.ref().conversation(), 0, Payloads.Orders.decode(spread.entry())));
            case STATUS, SEEN -> throw new IllegalStateException("not an entry for a whole group");
        };
        @Nullable Ref receipt = spread.kind() == InboxEntry.Kind.MESSAGE ? message.ref() : null;
        return new LiveDevices.Entry(encoded, receipt, device);
    }

    /// Jobs waiting, for metrics.
    int waiting() {
        return jobs.size();
    }

    /// What is under way stops after its chunk; the rest is in the store.
    @Override
    public void close() {
        closed = true;
        jobs.add(() -> {});
        try {
            worker.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
