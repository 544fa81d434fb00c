package dev.carillon.e2e.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One user who sends numbered messages to another without end, a few at a time, and receives such messages of one
/// other user: over one connection after another, as the protocol's guide tells a client to. Messages that were not
/// answered are sent again in order; entries are kept once by their seq. It checks each message as it comes: the next
/// number, and a greater order than the one before.
///
/// One thread for each connection; all state is under one lock.
public final class Flow implements AutoCloseable {
    /// Messages sent but not answered.
    private static final int IN_FLIGHT = 4;
    /// Messages that the other has not received yet, on top of which no more are sent.
    private static final int AHEAD = 40;

    /// How long after a refusal the same is sent again.
    private static final Duration BACK_OFF = Duration.ofMillis(50);

    private static final int PROBLEMS_TOLD = 3;

    private static final long FIRST_MID = 1L << 40;

    private final InetSocketAddress server;
    private final Login login;
    private final String to;
    private final int number;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Flow receiver;

    // guarded by the lock
    private final ArrayDeque<Long> unanswered = new ArrayDeque<>();
    private final List<String> problems = new ArrayList<>();
    private long made;
    private long received;
    private long lastOrder;
    private long lastAnsweredOrder;
    private long cursor;
    private boolean sending = true;
    private int inFlight = IN_FLIGHT;
    private long refused;
    private @Nullable Frame lastRefusal;
    private @Nullable Link link;

    /// @param number of this flow, to tell its mids from others
    public Flow(InetSocketAddress server, Login login, String to, int number) {
        this.server = server;
        this.login = login;
        this.to = to;
        this.number = number;
    }

    /// The flow that receives what this one sends; so it can wait for it.
    public void sendsTo(Flow receiver) {
        this.receiver = receiver;
    }

    /// New users who write each to the next one, the last to the first. Not connected yet.
    public static List<Flow> ring(Stage stage, String name, int users) {
        List<Login> logins = IntStream.range(0, users)
                .parallel()
                .mapToObj(i -> stage.token(name + i, "phone"))
                .toList();
        var ring = new ArrayList<Flow>();
        for (int i = 0; i < users; i++) {
            String next = stage.address(name + (i + 1) % users);
            ring.add(new Flow(stage.server().address(), logins.get(i), next, i + 1));
        }
        for (int i = 0; i < users; i++) {
            ring.get(i).sendsTo(ring.get((i + 1) % users));
        }
        return ring;
    }

    /// From now on each message is sent when the one before was accepted; and one that was refused for the moment is
    /// sent again and again. With more under way a refusal would change their order.
    public Flow oneAtATime() {
        locked(() -> inFlight = 1);
        return this;
    }

    /// One connection.
    private final class Link {
        private final Cut cut;
        private @Nullable WireSocket socket;
        private boolean broken;
        private boolean welcomed;
        /// Of an earlier connection that went silent and that this one replaces.
        private @Nullable Link silent;

        Link(Cut cut) {
            this.cut = cut;
        }

        private void run() {
            try {
                WireSocket opened = WireSocket.open(server, cut);
                locked(() -> socket = opened);
                opened.sendText(login.hello().with("cursor", cursorNow()).bytes());
                while (true) {
                    WireSocket.Received frame = opened.receive();
                    if (frame.opcode() == WireSocket.CLOSE) {
                        locked(() -> ended(frame.closeCode()));
                        break;
                    }
                    if (frame.opcode() == WireSocket.TEXT) {
                        Frame parsed = Frame.parse(frame.payload());
                        List<byte[]> answers = take(parsed);
                        if (parsed.t().equals("error")) {
                            LockSupport.parkNanos(BACK_OFF.toNanos());
                        }
                        for (byte[] answer : answers) {
                            opened.sendText(answer);
                        }
                    }
                }
            } catch (IOException e) {
                locked(this::breakOff);
            }
        }

        private void ended(int code) {
            // after a silent cut the server says good-bye to nobody
            if (!broken && code != 4001) {
                problems.add(login.address() + " was closed with " + code);
            }
            breakOff();
        }

        private void breakOff() {
            broken = true;
            changed.signalAll();
        }

        private void closeSilent() {
            for (Link gone = silent; gone != null; gone = gone.silent) {
                closeSocket(gone);
            }
            silent = null;
        }

        /// What to send in answer to a frame; nothing once the connection counts as broken.
        private List<byte[]> take(Frame frame) {
            lock.lock();
            try {
                List<byte[]> out = new ArrayList<>();
                if (broken || link != this) {
                    return out;
                }
                switch (frame.t()) {
                    case "welcome" -> {
                        welcomed = true;
                        closeSilent();
                        unanswered.forEach(n -> out.add(send(n)));
                    }
                    case "sent" -> answered(frame);
                    case "message" -> out.add(receive(frame));
                    case "status" -> out.add(keep(frame));
                    case "error" -> refused(frame, out);
                    default -> problems.add(login.address() + " got " + frame);
                }
                while (welcomed && sending && unanswered.size() < inFlight && made < mayReach()) {
                    unanswered.add(++made);
                    out.add(send(made));
                }
                changed.signalAll();
                return out;
            } finally {
                lock.unlock();
            }
        }
    }

    private long mayReach() {
        // a stale view only makes this one pause for a moment: the next status wakes it
        return receiver == null ? Long.MAX_VALUE : receiver.receivedSoFar + AHEAD;
    }

    private volatile long receivedSoFar;

    private byte[] send(long n) {
        return Frame.message(to, mid(n), "#" + n).with("id", n).bytes();
    }

    private long mid(long n) {
        return FIRST_MID * number + n;
    }

    private void answered(Frame sent) {
        long n = sent.number("mid") - FIRST_MID * number;
        Long first = unanswered.peek();
        if (first == null || first != n) {
            problems.add(login.address() + " got an answer out of order: " + sent + ", waiting for " + unanswered);
            return;
        }
        if (sent.number("order") <= lastAnsweredOrder) {
            problems.add(login.address() + ": not accepted in order: " + sent);
        }
        lastAnsweredOrder = sent.number("order");
        unanswered.remove();
    }

    private void refused(Frame error, List<byte[]> out) {
        Long waiting = unanswered.peek();
        if (inFlight > 1 || waiting == null || !error.text("advice").equals("retry")) {
            problems.add(login.address() + " was refused: " + error);
        } else {
            refused++;
            lastRefusal = error;
            out.add(send(waiting));
        }
    }

    /// Keeps an entry once. Returns the acknowledgement.
    private byte[] receive(Frame message) {
        if (message.number("seq") > cursor) {
            long expected = received + 1;
            if (!message.text("content.text").equals("#" + expected) || message.number("order") <= lastOrder) {
                problems.add(
                        login.address() + " expected #" + expected + " above order " + lastOrder + ", got " + message);
            }
            received = expected;
            receivedSoFar = received;
            lastOrder = message.number("order");
        }
        return keep(message);
    }

    private byte[] keep(Frame entry) {
        cursor = Math.max(cursor, entry.number("seq"));
        return Frame.of("ack").with("seq", cursor).bytes();
    }

    // --- for the test

    /// Begins a new connection; whatever the one before still brings is ignored. One that was cut silently stays open
    /// until the new one is logged in.
    public void connect(Cut cut) {
        lock.lock();
        try {
            Link before = link;
            Link next = new Link(cut);
            link = next;
            if (before != null && before.cut.how() == Cut.How.SILENCE) {
                next.silent = before;
            } else if (before != null) {
                next.silent = before.silent;
                closeSocket(before);
            }
            Thread.ofVirtual().name(login.address()).start(next::run);
        } finally {
            lock.unlock();
        }
    }

    private void closeSocket(Link ended) {
        try {
            WireSocket socket = ended.socket;
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            problems.add(e.toString());
        }
    }

    /// Waits until the present connection is cut.
    public void awaitBroken(Duration atMost) {
        await(atMost, () -> link != null && link.broken, "the cut");
    }

    public void stopSending() {
        locked(() -> sending = false);
    }

    /// Takes it up again, at the latest with the next connection.
    public void goOnSending() {
        locked(() -> sending = true);
    }

    /// Waits until all that was sent is answered and received.
    public void awaitSettled(Duration atMost) {
        await(
                atMost,
                () -> unanswered.isEmpty() && receiver != null && receiver.receivedSoFar >= made,
                "all to arrive");
    }

    /// How many messages were made.
    public long sent() {
        lock.lock();
        try {
            return made;
        } finally {
            lock.unlock();
        }
    }

    /// How many messages have come, each in its turn.
    public long received() {
        return receivedSoFar;
    }

    /// How often a message was refused for the moment.
    public long refused() {
        lock.lock();
        try {
            return refused;
        } finally {
            lock.unlock();
        }
    }

    /// The last refusal.
    ///
    /// @throws IllegalStateException when there was none
    public Frame lastRefusal() {
        lock.lock();
        try {
            if (lastRefusal == null) {
                throw new IllegalStateException(login.address() + " was never refused");
            }
            return lastRefusal;
        } finally {
            lock.unlock();
        }
    }

    /// Everything that was not as it must be.
    public List<String> problems() {
        lock.lock();
        try {
            return List.copyOf(problems);
        } finally {
            lock.unlock();
        }
    }

    private long cursorNow() {
        lock.lock();
        try {
            return cursor;
        } finally {
            lock.unlock();
        }
    }

    private interface State {
        boolean reached();
    }

    private void await(Duration atMost, State state, String what) {
        long deadline = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            while (!state.reached()) {
                if (System.nanoTime() > deadline) {
                    Flow other = receiver;
                    throw new AssertionError(
                            this + " waited in vain for " + what + (other == null ? "" : "; " + other));
                }
                // the receiver's progress is not signalled here
                changed.await(10, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    /// Where it stands. Read without the lock, for two flows that tell of each other would lock each other out.
    @Override
    public String toString() {
        Link last = link;
        return login.address() + " sent " + made + ", unanswered " + unanswered.size() + ", received " + received
                + " up to seq " + cursor + ", connected " + (last != null && last.welcomed && !last.broken)
                + ", problems "
                + (problems.size() > PROBLEMS_TOLD
                        ? problems.subList(0, PROBLEMS_TOLD) + " and " + (problems.size() - PROBLEMS_TOLD) + " more"
                        : problems);
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (link != null) {
                link.closeSilent();
                closeSocket(link);
            }
        } finally {
            lock.unlock();
        }
    }
}
