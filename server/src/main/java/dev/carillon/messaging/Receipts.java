package dev.carillon.messaging;

import dev.carillon.accounts.Accounts;
import dev.carillon.accounts.App;
import dev.carillon.accounts.Background;
import dev.carillon.protocol.MessageStatus;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Turns acknowledgements and read marks into receipts, and tells senders.
///
/// **One owner.** All of it is done by one worker thread, so a status only moves forward and sums are right without
/// locks. The worker takes whatever is waiting, puts it into one write, and while that is synced the next batch
/// gathers: many receipts share a sync, and many receipts of one message (a large group) share one entry in its
/// sender's inbox. Where the devices stand is written once a second ([Cursors]). Acknowledgements are not answered:
/// what a crash loses of them, the device acknowledges again after its next login.
final class Receipts implements AutoCloseable {
    private static final int WAITING = 4_096;
    /// Bounds one write: about so many messages are looked at before it is committed.
    private static final int BATCH = 2_000;
    /// How much of the devices' progress a crash may lose; it is sent again then.
    private static final long FLUSH_MILLIS = 1_000;

    private static final Logger LOG = System.getLogger(Receipts.class.getName());

    private final MessageStore store;
    private final Accounts accounts;
    private final LiveDevices live;
    private final Frames frames;
    private final Clock clock;
    private final Cursors cursors;
    private final DeleteAfterDelivery deleteAfterDelivery;
    private final InboxTrimmer trimmer;
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(WAITING);
    private final ScheduledExecutorService timer;
    private final Thread worker;

    private sealed interface Work {
        int weight();

        record Ack(int uid, int aid, int device, long seq, List<Ref> received) implements Work {
            @Override
            public int weight() {
                return 1 + received.size();
            }
        }

        record Read(Sender who, Conversation conversation, List<Ref> refs, Mark mark, CompletableFuture<Void> done)
                implements Work {
            @Override
            public int weight() {
                return 1 + refs.size();
            }
        }

        record Clear(Sender who, Conversation conversation, long upTo, CompletableFuture<Void> done) implements Work {
            @Override
            public int weight() {
                return 1;
            }
        }

        /// Time to write where the devices stood when this was put in line: the receipts of what they had are before
        /// it.
        record Flush(List<Cursors.Move> moved) implements Work {
            @Override
            public int weight() {
                return 1;
            }
        }

        record Alone(Runnable work, CompletableFuture<Void> done) implements Work {
            @Override
            public int weight() {
                return BATCH;
            }
        }

        record Stop() implements Work {
            @Override
            public int weight() {
                return BATCH;
            }
        }
    }

    /// What becomes of the user's mark in the conversation.
    sealed interface Mark {
        /// Every message up to this order counts as read.
        record UpTo(long order) implements Mark {}

        /// Only the messages named were read.
        ///
        /// @param floor orders up to this one are not for this user
        record Single(long floor) implements Mark {}
    }

    Receipts(
            MessageStore store,
            Accounts accounts,
            Inbox inbox,
            Cursors cursors,
            LiveDevices live,
            Frames frames,
            Clock clock,
            Background background) {
        this.store = store;
        this.accounts = accounts;
        this.live = live;
        this.frames = frames;
        this.clock = clock;
        this.cursors = cursors;
        this.deleteAfterDelivery = new DeleteAfterDelivery(store, inbox, cursors);
        this.trimmer = new InboxTrimmer(store, cursors);
        this.timer = background.timer("cursors");
        this.worker = background.thread("receipts", this::work);
    }

    void start() {
        worker.start();
        timer.scheduleWithFixedDelay(
                () -> put(new Work.Flush(cursors.moved())), FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Without receipts to write it only notes where the device stands.
    void acknowledge(Sender who, long seq, int entries, List<Ref> received) {
        int uid = who.user().uid();
        int aid = who.user().aid();
        if (!received.isEmpty() || deletesAfterDelivery(aid)) {
            put(new Work.Ack(uid, aid, who.device(), seq, received));
        }
        cursors.advance(uid, who.device(), seq, entries);
    }

    private boolean deletesAfterDelivery(int aid) {
        App app = accounts.app(aid);
        return app != null && app.settings().deleteAfterDelivery();
    }

    /// Does something that depends on receipts while none is under way. Returns when it is done.
    void alone(Runnable work) {
        var done = new CompletableFuture<Void>();
        put(new Work.Alone(work, done));
        await(done);
    }

    /// Returns when the receipts are durable.
    void read(Sender who, Conversation conversation, List<Ref> refs, Mark mark) {
        var done = new CompletableFuture<Void>();
        put(new Work.Read(who, conversation, refs, mark, done));
        await(done);
    }

    /// Returns when the conversation is cleared up to that order for this user.
    void clear(Sender who, Conversation conversation, long upTo) {
        var done = new CompletableFuture<Void>();
        put(new Work.Clear(who, conversation, upTo, done));
        await(done);
    }

    private void put(Work work) {
        try {
            queue.put(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while receipts were waiting", e);
        }
    }

    private static void await(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void work() {
        boolean stopped = false;
        List<Work> batch = new ArrayList<>();
        while (!stopped) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                return;
            }
            int weight = batch.getFirst().weight();
            for (Work next = queue.peek(); next != null && weight + next.weight() <= BATCH; next = queue.peek()) {
                batch.add(queue.remove());
                weight += next.weight();
            }
            stopped = batch.stream().anyMatch(Work.Stop.class::isInstance);
            settle(batch);
            batch.clear();
        }
    }

    private void settle(List<Work> batch) {
        @Nullable RuntimeException failure = null;
        try {
            commit(batch);
        } catch (UncheckedIOException e) {
            LOG.log(Level.ERROR, "Receipts could not be written; devices repeat them after their next login", e);
            failure = e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A batch of receipts failed", e);
            failure = e;
        }
        for (Work work : batch) {
            switch (work) {
                case Work.Read read -> complete(read.done, failure);
                case Work.Clear clear -> complete(clear.done, failure);
                case Work.Alone alone -> complete(alone.done, failure);
                case Work.Ack _, Work.Flush _, Work.Stop _ -> {}
            }
        }
    }

    private static void complete(CompletableFuture<Void> done, @Nullable RuntimeException e) {
        if (e == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(e);
        }
    }

    private void commit(List<Work> batch) {
        var write = new ReceiptBatch(store, clock.millis());
        List<Work.Ack> acks = new ArrayList<>();
        List<Cursors.Move> moved = List.of();
        for (Work work : batch) {
            switch (work) {
                case Work.Ack ack -> {
                    cursors.advance(ack.uid, ack.device, ack.seq, 0);
                    acknowledge(write, ack);
                    acks.add(ack);
                }
                case Work.Read read -> read(write, read);
                case Work.Clear clear -> clear(write, clear);
                case Work.Alone alone -> alone.work.run();
                case Work.Flush flush -> moved = flush.moved;
                case Work.Stop _ -> moved = cursors.moved();
            }
        }
        write.commit(live, frames);
        for (Work.Ack ack : acks) {
            if (deletesAfterDelivery(ack.aid)) {
                deleteAfterDelivery.acknowledged(ack.uid);
            }
        }
        cursors.write(moved);
        moved.forEach(move -> trimmer.acknowledged(move.uid(), move.entries()));
    }

    private static void acknowledge(ReceiptBatch write, Work.Ack ack) {
        for (Ref ref : ack.received) {
            StoredMessage message = write.message(ref);
            if (message != null && message.sender() != ack.uid) {
                write.mark(message, ack.uid, MessageStatus.DELIVERED);
            }
        }
    }

    private static void read(ReceiptBatch write, Work.Read read) {
        int uid = read.who.user().uid();
        List<Long> named = new ArrayList<>(read.refs.size());
        List<Long> orders = new ArrayList<>(read.refs.size());
        for (Ref ref : read.refs) {
            StoredMessage message = write.message(ref);
            if (message == null || message.sender() == uid || message.as(uid) == null) {
                continue;
            }
            named.add(ref.order());
            if (write.mark(message, uid, MessageStatus.READ)) {
                orders.add(ref.order());
            }
        }
        switch (read.mark) {
            case Mark.UpTo(long order) -> write.marks().upTo(uid, read.conversation, order);
            case Mark.Single(long floor) -> write.marks().each(uid, read.conversation, named, floor);
        }
        if (!orders.isEmpty()) {
            var what = new Payloads.Orders("", 0, read.who.device(), 0, orders);
            write.entry(
                    uid, InboxEntry.Kind.SEEN, new Ref(read.conversation, orders.getFirst()), what, read.who.device());
        }
    }

    private static void clear(ReceiptBatch write, Work.Clear clear) {
        int uid = clear.who.user().uid();
        write.marks().clearedUpTo(uid, clear.conversation, clear.upTo);
        var what = new Payloads.Orders("clear", 0, clear.who.device(), clear.upTo, List.of());
        write.entry(uid, InboxEntry.Kind.RETRACTED, new Ref(clear.conversation, clear.upTo), what, clear.who.device());
    }

    /// Waiting acknowledgements and reads, for metrics.
    int waiting() {
        return queue.size();
    }

    /// Settles what is waiting, then ends.
    @Override
    public void close() {
        timer.shutdownNow();
        put(new Work.Stop());
        try {
            worker.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
