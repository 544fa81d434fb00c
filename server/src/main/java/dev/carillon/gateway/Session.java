package dev.carillon.gateway;

import dev.carillon.accounts.DamagedData;
import dev.carillon.accounts.User;
import dev.carillon.protocol.ClientFrame;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameCodec.Decoded;
import dev.carillon.protocol.ServerFrame;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection's conversation in the wire protocol: its frames are worked off in order, by a thread that exists
/// only while there are some; slow requests go to a [Lane]. Ends once, by [#close] or [#ended].
final class Session implements ConnectionListener {

    /// Bounds of what waits to be worked off; at the bound the socket is not read until half is done.
    private static final int INBOX_FRAMES = 64;

    private static final int INBOX_BYTES = 262_144;
    private static final int ERRORS_IN_A_ROW = 16;

    /// A login and a look take milliseconds; a client that gets more than this in that time gets too much.
    private static final int HELD_FRAMES = 1_000;

    private final Gateway gateway;
    private final Connection connection;
    private final long opened = System.nanoTime();
    private final Unsettled unsettled = new Unsettled();

    // all written under this; what is not volatile is also read so
    private boolean closed;
    /// To be closed with this when all frames that have come are worked off.
    private @Nullable CloseCode retiring;
    private volatile @Nullable Identity identity;
    /// While it is above 0, frames from elsewhere are held back: for the welcome, and for each [#look].
    private int holds = 1;
    private @Nullable List<byte[]> held;

    private @Nullable ArrayDeque<byte[]> inbox;
    private int inboxBytes;
    private boolean draining;
    private boolean paused;
    private int errors;
    private @Nullable Lane lane;

    Session(Gateway gateway, Connection connection) {
        this.gateway = gateway;
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    @Nullable
    Identity identity() {
        return identity;
    }

    boolean openedAfter(Session other) {
        return opened - other.opened > 0;
    }

    // --- frames of the client

    @Override
    public void text(byte[] utf8) {
        boolean first;
        synchronized (this) {
            if (closed || retiring != null) {
                return;
            }
            if (inbox == null) {
                inbox = new ArrayDeque<>(4);
            }
            inbox.add(utf8);
            inboxBytes += utf8.length;
            if (!paused && (inbox.size() >= INBOX_FRAMES || inboxBytes >= INBOX_BYTES)) {
                paused = true;
                connection.pauseReading();
            }
            first = !draining;
            draining = true;
        }
        if (first) {
            (identity() == null ? gateway.entrance() : gateway.threads()).execute(this::drain);
        }
    }

    /// Frames not worked off yet.
    synchronized int waiting() {
        return inbox == null ? 0 : inbox.size();
    }

    private void drain() {
        try {
            for (byte[] frame = next(); frame != null; frame = next()) {
                boolean newcomer = identity() == null;
                work(frame);
                if (newcomer && identity() != null && leftEntrance()) {
                    return;
                }
            }
            retired();
        } catch (RuntimeException | Error e) {
            gateway.failures().log(Level.ERROR, "A session failed", e);
            failed(e, "the session failed");
        }
    }

    /// From the login on a thread of its own goes on, so that others can have the place at the entrance. False when the
    /// server has just stopped and starts no more threads.
    private boolean leftEntrance() {
        try {
            gateway.threads().execute(this::drain);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private synchronized byte @Nullable [] next() {
        byte[] frame = inbox == null ? null : inbox.poll();
        if (frame == null) {
            inbox = null;
            draining = false;
            return null;
        }
        inboxBytes -= frame.length;
        if (paused && inbox != null && inbox.size() <= INBOX_FRAMES / 2 && inboxBytes <= INBOX_BYTES / 2) {
            paused = false;
            connection.resumeReading();
        }
        return frame;
    }

    private void work(byte[] utf8) {
        switch (gateway.codec().decode(utf8)) {
            case Decoded.NotAFrame(String message) -> close(CloseCode.BAD_FRAME, message);
            case Decoded.Bad bad -> {
                gateway.metrics().receivedUnknown();
                if (identity() == null && !bad.isA("hello")) {
                    close(CloseCode.TOO_EARLY, "hello must be the first frame; this was none: " + bad.message());
                    return;
                }
                answer(bad.id(), ServerFrame.Error.of(bad.id(), ErrorCode.BADREQ, bad.message()));
                if (identity() == null) {
                    close(CloseCode.BAD_FRAME, bad.message());
                }
            }
            case Decoded.Frame(ClientFrame frame) -> {
                gateway.metrics().received(frame);
                safely(frame.id(), () -> handled(frame));
            }
        }
    }

    private @Nullable ServerFrame handled(ClientFrame frame) {
        Identity me = identity();
        if (me != null) {
            if (gateway.expired(me)) {
                expire();
                return null;
            }
            if (dependsOnEarlier(frame)) {
                unsettled.awaitAtMost(0);
            }
            return gateway.dispatcher().dispatch(this, me, frame);
        }
        if (frame instanceof ClientFrame.Hello hello) {
            gateway.logins().hello(this, hello);
        } else {
            close(CloseCode.TOO_EARLY, "hello must be the first frame");
        }
        return null;
    }

    /// Whether a frame may have to do with the messages before it, so that they must be stored first.
    private static boolean dependsOnEarlier(ClientFrame frame) {
        return !(frame instanceof ClientFrame.Send
                || frame instanceof ClientFrame.Ack
                || frame instanceof ClientFrame.Ping
                || frame instanceof ClientFrame.Presence);
    }

    Unsettled unsettled() {
        return unsettled;
    }

    /// Answers what the work returns; a failure is answered too, and the session lives on where it has begun.
    private void safely(long id, Supplier<@Nullable ServerFrame> work) {
        ServerFrame answer;
        try {
            answer = work.get();
        } catch (RuntimeException e) {
            failed(id, e);
            if (identity() == null) {
                failed(e, "the login failed");
            }
            return;
        }
        if (answer != null) {
            answer(id, answer);
        }
    }

    /// Nothing goes on in this session. A client that comes back finds the same where what is stored is damaged.
    void failed(Throwable cause, String reason) {
        if (cause instanceof DamagedData) {
            close(CloseCode.DAMAGED, CloseCode.DAMAGED.meaning());
        } else {
            close(CloseCode.INTERNAL, reason);
        }
    }

    /// A request failed for which nobody foresaw it.
    void failed(long id, RuntimeException failure) {
        if (failure instanceof UncheckedIOException disk) {
            ServerFrame.Error error = ServerFrame.Error.of(
                    id, ErrorCode.GENERROR, gateway.diskTrouble().failed(disk));
            answer(id, DiskTrouble.passes(disk) ? error : error.withoutRetry());
            return;
        }
        String reference = Integer.toHexString(ThreadLocalRandom.current().nextInt());
        gateway.failures().log(Level.ERROR, "A request failed, " + reference, failure);
        answer(id, ServerFrame.Error.of(id, ErrorCode.GENERROR, "the server failed; its log has " + reference));
    }

    /// Has a slow request answered in the session's own lane. Returns an error when too many wait there.
    @Nullable
    ServerFrame later(long id, Supplier<@Nullable ServerFrame> work) {
        Lane slow;
        synchronized (this) {
            if (lane == null) {
                lane = new Lane(connection, gateway.threads());
            }
            slow = lane;
        }
        if (slow.offer(() -> safely(id, work))) {
            return null;
        }
        return ServerFrame.Error.of(
                id, ErrorCode.OVERCAPACITY, Lane.MOST + " slow requests wait already on this connection");
    }

    /// As [#look], in the session's lane.
    @Nullable
    ServerFrame lookLater(long id, Supplier<@Nullable ServerFrame> work) {
        return later(id, () -> look(id, work));
    }

    /// Answers with a state whose changes are pushed: those that come while it is looked up follow the answer, for it
    /// may be older than they are.
    @Nullable
    ServerFrame look(long id, Supplier<@Nullable ServerFrame> work) {
        synchronized (this) {
            holds++;
        }
        try {
            safely(id, work);
        } finally {
            release();
        }
        return null;
    }

    // --- frames to the client

    /// Sends the answer to a request; without a request number only errors.
    void answer(long id, ServerFrame frame) {
        boolean tooMany = false;
        if (frame instanceof ServerFrame.Error error) {
            gateway.metrics().error(error);
            tooMany = bad(error.code() == ErrorCode.BADREQ.code());
        } else {
            bad(false);
            if (id == 0) {
                return;
            }
        }
        send(frame);
        if (tooMany) {
            close(CloseCode.BAD_FRAME, ERRORS_IN_A_ROW + " bad requests in a row");
        }
    }

    private synchronized boolean bad(boolean error) {
        errors = error ? errors + 1 : 0;
        return errors >= ERRORS_IN_A_ROW;
    }

    void send(ServerFrame frame) {
        gateway.metrics().sent(frame);
        write(gateway.codec().encode(frame));
    }

    private void write(byte[] frame) {
        if (!connection.write(frame)) {
            tooSlow();
        }
    }

    /// A frame from elsewhere, not for this session alone. Held back until the welcome is out, and while [#look] looks.
    /// Never blocks.
    void push(byte[] encoded) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (holds > 0) {
                hold(encoded);
                return;
            }
        }
        gateway.metrics().pushed();
        write(encoded);
    }

    private void hold(byte[] encoded) {
        if (held == null) {
            held = new ArrayList<>(2);
        }
        if (held.size() < HELD_FRAMES) {
            held.add(encoded);
        } else {
            tooSlow();
        }
    }

    /// When nothing else holds them back, what was held goes out, before anything that is pushed from now on.
    private synchronized void release() {
        holds--;
        if (holds > 0 || held == null) {
            return;
        }
        for (byte[] frame : held) {
            gateway.metrics().pushed();
            write(frame);
        }
        held = null;
    }

    /// Ended by another thread, for the one that found out may hold locks.
    private void tooSlow() {
        gateway.metrics().dropped();
        gateway.threads().execute(() -> close(CloseCode.SLOW_READER, "too much waits to be read; nothing is lost"));
    }

    // --- login

    /// The login was accepted. False when the connection has ended meanwhile.
    synchronized boolean identify(Identity who) {
        if (closed) {
            return false;
        }
        identity = who;
        return true;
    }

    /// Sends the welcome, then what was held back.
    void welcome(ServerFrame.Welcome frame) {
        send(frame);
        release();
    }

    synchronized void refresh(User changed) {
        Identity before = identity;
        if (before != null) {
            identity = before.with(changed);
        }
    }

    // --- the end

    /// Says bye and closes. Only the first call does anything.
    void close(CloseCode code, String reason) {
        if (finish()) {
            gateway.metrics().closed(code);
            byte[] bye = gateway.codec().encode(ServerFrame.Bye.of(code, reason));
            connection.close(code.code(), reason, bye, code == CloseCode.SLOW_READER);
            leave();
        }
    }

    /// Closes in good order: frames that have come are worked off and answered first. What comes from now on is not
    /// looked at, so what has no answer has not been done.
    void retire(CloseCode code) {
        synchronized (this) {
            if (closed || retiring != null) {
                return;
            }
            retiring = code;
            if (draining) {
                return;
            }
            draining = true;
        }
        gateway.threads().execute(this::drain);
    }

    private void retired() {
        CloseCode code;
        synchronized (this) {
            code = draining ? null : retiring;
        }
        if (code != null) {
            unsettled.awaitAtMost(0);
            close(code, code.meaning());
        }
    }

    /// The client has signed out.
    void closeNormally() {
        if (finish()) {
            connection.close(1000, "signed out", null, false);
            leave();
        }
    }

    @Override
    public void ended() {
        if (finish()) {
            leave();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean finish() {
        if (closed) {
            return false;
        }
        closed = true;
        inbox = null;
        inboxBytes = 0;
        held = null;
        return true;
    }

    private void leave() {
        Identity me = identity();
        gateway.left(this, me);
        if (me != null) {
            me.feed().close();
            gateway.threads().execute(() -> gateway.presence().leave(me.seat()));
        }
    }

    private void expire() {
        close(CloseCode.AUTHFAIL, "the token has expired");
    }

    @Override
    public void refused(CloseCode code, String reason) {
        close(code, reason);
    }

    @Override
    public void tick(int silent, int stuck) {
        SessionLimits limits = gateway.limits();
        Identity me = identity();
        if (me != null && gateway.expired(me)) {
            expire();
        } else if (stuck > limits.stuckSeconds()) {
            close(CloseCode.SLOW_READER, "nothing was read for " + stuck + " s; nothing is lost");
        } else if (silent > limits.silenceSeconds()) {
            close(CloseCode.HEARTBEAT, "nothing was heard for " + silent + " s");
        } else if (me == null && (System.nanoTime() - opened) / 1_000_000_000L >= limits.loginSeconds()) {
            close(CloseCode.LOGIN_TIMEOUT, "no hello came within " + limits.loginSeconds() + " s");
        }
    }
}
