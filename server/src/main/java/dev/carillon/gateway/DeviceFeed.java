package dev.carillon.gateway;

import dev.carillon.messaging.LiveDevices;
import dev.carillon.messaging.Messaging;
import dev.carillon.messaging.Ref;
import dev.carillon.messaging.Sender;
import dev.carillon.protocol.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings the entries of one inbox to one connection: **each exactly once, in the order of their seq**, never more
/// than [Limits#WINDOW] of them unacknowledged, and never more bytes queued than the connection gets rid of.
///
/// Entries come on two roads. The commit thread *announces* each one as it becomes durable ([#entry]), and whatever
/// could not be written at that moment is *read* later from the store, by a thread that exists only while there is
/// something to read. Three numbers say where things stand, all in terms of seq:
///
/// - `acked` ≤ `sent`: what the client has confirmed, and what has been written (or is not for this device);
/// - `announced`: the highest seq known to exist.
///
/// The **state** decides who may write, so that there is never more than one writer:
///
/// | state | who writes entries | `sent` and `announced` |
/// |---|---|---|
/// | STARTING | nobody: the welcome is not out yet | `sent` unknown |
/// | LIVE | [#entry], at once | equal, or `sent` is ahead |
/// | READING | the reading thread | `sent` may be behind |
/// | WAITING | nobody: the window is full | `sent` is behind |
/// | CLOSED | nobody | |
///
/// *No gap.* LIVE is entered only under the lock and only when `sent ≥ announced`. Whatever the store knew up to
/// `sent` has been written; whatever is announced later finds the state LIVE and is written then. What was announced
/// while READING has raised `announced` above `sent`, so the thread reads on. Before a session is registered nothing
/// is announced to it; therefore [#start] is given the head of the inbox as read *after* the registration.
///
/// *No repetition.* A read may see entries that are durable but not announced yet. It moves `sent` past them, and
/// their announcement, when it comes, has `seq ≤ sent` and is ignored.
///
/// *In order.* Seqs grow in the sequence of commits, and a read sees commits in that sequence: when it has looked at
/// everything up to a seq, nothing below can appear later ([dev.carillon.messaging.MessageStore]).
///
/// *Always on.* An entry that was announced may be gone when it is read (retracted, expired, trimmed). What was looked
/// at is told by the read itself, also if it found nothing, and only that moves `sent`: a number that somebody else
/// has seen may belong to a write that reads do not show yet. In WAITING an acknowledgement of half the window starts
/// a thread; a client that acknowledges nothing gets nothing more.
///
/// Slow readers: LIVE writes only while little is queued at the connection, and the reading thread waits for room
/// before each entry. So entries never fill a connection's queue, and a live answer is never behind more than
/// [#ROOM_BYTES] of them.
final class DeviceFeed {
    /// More than this queued at the connection: stop writing live and read later instead.
    static final int LIVE_BYTES = 262_144;

    /// The reading thread writes while less than this is queued.
    static final int ROOM_BYTES = 65_536;

    private static final int MOST_ENTRIES = 100;
    private static final int FIRST_ENTRIES = 32;
    private static final int BATCH_BYTES = 262_144;

    private enum State {
        STARTING,
        LIVE,
        READING,
        WAITING,
        CLOSED
    }

    /// @param receiptFor as in [LiveDevices.Entry]
    private record Unacknowledged(long seq, @Nullable Ref receiptFor) {}

    private final Connection connection;
    private final EntrySource source;
    private final Sender who;
    private final Executor threads;
    private final Consumer<Exception> failed;

    // all guarded by this
    private State state = State.STARTING;
    private long acked;
    private long sent;
    private long announced;
    private @Nullable ArrayDeque<Unacknowledged> window;

    /// @param threads runs the reading thread
    /// @param failed called when entries cannot be read, with the cause; the client must come back with its cursor
    DeviceFeed(Connection connection, EntrySource source, Sender who, Executor threads, Consumer<Exception> failed) {
        this.connection = connection;
        this.source = source;
        this.who = who;
        this.threads = threads;
        this.failed = failed;
    }

    /// Begins delivery above `cursor`. Called once, after the welcome was written.
    ///
    /// @param head the newest seq of the inbox, read after the session was registered for announcements
    synchronized void start(long cursor, long head) {
        if (state != State.STARTING) {
            return;
        }
        acked = cursor;
        sent = cursor;
        announced = Math.max(announced, head);
        if (sent >= announced) {
            state = State.LIVE;
        } else {
            read();
        }
    }

    /// An entry was committed: see [LiveDevices#entry]. Never blocks.
    synchronized void entry(long seq, LiveDevices.Entry entry) {
        announced = Math.max(announced, seq);
        if (state != State.LIVE || seq <= sent) {
            return;
        }
        if (entry.exceptDevice() == who.device()) {
            sent = seq;
        } else if (room() == 0) {
            state = State.WAITING;
        } else if (connection.waiting() >= LIVE_BYTES || !write(seq, entry.encoded(), entry.receiptFor())) {
            read();
        }
    }

    /// The client has everything up to `seq`. False, and nothing is done, when that is more than it was sent.
    boolean acknowledge(long seq) {
        int entries;
        List<Ref> received;
        synchronized (this) {
            if (state == State.CLOSED || seq <= acked) {
                return true;
            }
            if (state == State.STARTING || seq > sent) {
                return false;
            }
            acked = seq;
            int before = window == null ? 0 : window.size();
            received = confirmed(seq);
            entries = before - (window == null ? 0 : window.size());
            if (state == State.WAITING && room() >= Limits.WINDOW / 2) {
                read();
            }
        }
        source.acknowledge(who, seq, entries, received);
        return true;
    }

    private List<Ref> confirmed(long seq) {
        if (window == null) {
            return List.of();
        }
        List<Ref> received = List.of();
        for (var first = window.peek(); first != null && first.seq() <= seq; first = window.peek()) {
            window.remove();
            if (first.receiptFor() != null) {
                received = received.isEmpty() ? new ArrayList<>(window.size() + 1) : received;
                received.add(first.receiptFor());
            }
        }
        if (window.isEmpty()) {
            window = null;
        }
        return received;
    }

    synchronized void close() {
        state = State.CLOSED;
        window = null;
    }

    // --- under the lock

    private int room() {
        return Limits.WINDOW - (window == null ? 0 : window.size());
    }

    private boolean write(long seq, byte[] encoded, @Nullable Ref receiptFor) {
        if (!connection.writeEntry(encoded, seq)) {
            return false;
        }
        if (window == null) {
            window = new ArrayDeque<>(4);
        }
        window.add(new Unacknowledged(seq, receiptFor));
        sent = seq;
        return true;
    }

    private void read() {
        state = State.READING;
        threads.execute(this::catchUp);
    }

    // --- the reading thread

    private void catchUp() {
        try {
            int most = FIRST_ENTRIES;
            for (var next = next(most); next != null; next = next(most)) {
                Messaging.Batch batch = source.entries(who, next.after(), next.limit());
                if (!deliver(batch.deliveries()) || isLive(batch.upTo())) {
                    return;
                }
                most = entriesFor(batch.deliveries());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed.accept(e);
        } catch (RuntimeException e) {
            System.getLogger(DeviceFeed.class.getName())
                    .log(
                            System.Logger.Level.ERROR,
                            "The inbox of user " + who.user().uid() + " cannot be read",
                            e);
            failed.accept(e);
        }
    }

    /// What to read next.
    private record Next(long after, int limit) {}

    private @Nullable Next next(int most) throws InterruptedException {
        if (!connection.awaitRoom(ROOM_BYTES)) {
            return null;
        }
        synchronized (this) {
            if (state != State.READING) {
                return null;
            }
            if (room() == 0) {
                state = State.WAITING;
                return null;
            }
            return new Next(sent, Math.min(most, room()));
        }
    }

    /// False when the feed was closed meanwhile.
    private boolean deliver(List<Messaging.Delivery> deliveries) throws InterruptedException {
        for (Messaging.Delivery delivery : deliveries) {
            boolean written = false;
            while (!written) {
                if (!connection.awaitRoom(ROOM_BYTES)) {
                    return false;
                }
                synchronized (this) {
                    if (state != State.READING) {
                        return false;
                    }
                    written = write(delivery.seq(), delivery.encoded(), delivery.receiptFor());
                }
            }
        }
        return true;
    }

    /// Everything up to `upTo` was looked at. True when nothing is missing any more: the thread's work is done.
    private synchronized boolean isLive(long upTo) {
        if (state != State.READING) {
            return true;
        }
        sent = Math.max(sent, upTo);
        if (sent < announced) {
            return false;
        }
        state = State.LIVE;
        return true;
    }

    /// How many entries to read so that a batch stays small in memory, going by the last one.
    private static int entriesFor(List<Messaging.Delivery> last) {
        long bytes = 1;
        for (Messaging.Delivery delivery : last) {
            bytes += delivery.encoded().length;
        }
        return (int) Math.clamp(BATCH_BYTES * (long) last.size() / bytes, 2, MOST_ENTRIES);
    }
}
