package dev.carillon.simulation;

import dev.carillon.gateway.Connection;
import dev.carillon.gateway.ConnectionListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One connection between a [Phone] and the gateway, as TCP makes it: what goes in comes out in order, late, or not at
/// all when the connection breaks before. The two ends learn of a break at different times, so an old connection may
/// still bring frames to the server when the phone has a new one.
final class Line implements Connection {
    private static final int BOUND = 1 << 20;
    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    final int number;
    private final Phone phone;
    private final int weight;
    private final Deque<byte[]> toServer = new ArrayDeque<>();
    private final Deque<Frame> toPhone = new ArrayDeque<>();
    private final List<Thread> waitingForRoom = new ArrayList<>();
    private @Nullable ConnectionListener listener;
    private int bytes;
    private boolean paused;
    private boolean closedByServer;
    /// The phone hears nothing of it any more.
    private boolean cut;

    /// @param seq of an entry, 0 for others
    /// @param utf8 null: the connection is closed
    record Frame(long seq, byte @Nullable [] utf8) {}

    /// @param weight for how many bytes each one counts: a heavy line is full after a few frames
    Line(int number, Phone phone, int weight) {
        this.number = number;
        this.phone = phone;
        this.weight = weight;
    }

    void opened(ConnectionListener session) {
        listener = session;
    }

    // --- as the server sees it

    @Override
    public boolean write(byte[] frame) {
        return queue(new Frame(0, frame));
    }

    @Override
    public boolean writeEntry(byte[] encoded, long seq) {
        return queue(new Frame(seq, encoded));
    }

    private boolean queue(Frame frame) {
        if (closedByServer || listener == null) {
            return true;
        }
        if (bytes >= BOUND) {
            return false;
        }
        toPhone.add(frame);
        bytes += size(frame);
        return true;
    }

    private int size(Frame frame) {
        return frame.utf8 == null ? 0 : frame.utf8.length * weight;
    }

    @Override
    public int waiting() {
        return bytes;
    }

    @Override
    public boolean awaitRoom(int wanted) {
        while (listener != null && !closedByServer && bytes >= wanted) {
            waitingForRoom.add(Thread.currentThread());
            LockSupport.park(this);
        }
        return listener != null && !closedByServer;
    }

    private void wake() {
        waitingForRoom.forEach(LockSupport::unpark);
        waitingForRoom.clear();
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public void close(int code, String reason, byte @Nullable [] last, boolean discard) {
        if (closedByServer) {
            return;
        }
        if (discard) {
            toPhone.clear();
        }
        if (last != null) {
            toPhone.add(new Frame(0, last));
        }
        toPhone.add(new Frame(code, null));
        closedByServer = true;
        wake();
    }

    @Override
    public InetSocketAddress remote() {
        return SOMEWHERE;
    }

    // --- as the phone sees it

    void send(byte[] utf8) {
        if (!cut) {
            toServer.add(utf8);
        }
    }

    // --- as the network does it

    boolean hasForServer() {
        return listener != null && !paused && !toServer.isEmpty();
    }

    void carryToServer() {
        if (listener != null) {
            listener.text(toServer.remove());
        }
    }

    boolean hasForPhone() {
        return !cut && !toPhone.isEmpty();
    }

    void carryToPhone() {
        Frame frame = toPhone.remove();
        bytes -= size(frame);
        wake();
        if (frame.utf8 == null) {
            cut = true;
            end();
            phone.closed(this, (int) frame.seq);
        } else {
            phone.receive(this, frame.seq, frame.utf8);
        }
    }

    /// Breaks. Some of what the phone has sent is still under way, and arrives.
    void breakUp(RandomGenerator random) {
        cut = true;
        toPhone.clear();
        while (!toServer.isEmpty() && random.nextBoolean()) {
            toServer.removeLast();
        }
        phone.lost(this);
    }

    /// The server has gone. Some of what it has sent is still under way, and arrives; the rest does not.
    void lostServer(RandomGenerator random) {
        listener = null;
        toServer.clear();
        while (!toPhone.isEmpty() && random.nextBoolean()) {
            toPhone.removeLast();
        }
        if (!cut) {
            toPhone.add(new Frame(1006, null));
        }
    }

    /// Broken, but the server does not know yet.
    boolean isHalfOpen() {
        return cut && listener != null;
    }

    /// The server learns that the connection is gone.
    void end() {
        ConnectionListener session = listener;
        listener = null;
        wake();
        if (session != null) {
            session.ended();
        }
    }

    /// Nobody knows of it any more.
    boolean isOver() {
        return cut && listener == null;
    }
}
