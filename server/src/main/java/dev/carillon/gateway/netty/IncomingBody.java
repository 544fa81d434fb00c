package dev.carillon.gateway.netty;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A request's body on its way from the event loop, which adds, to the handler, which reads. Holds at most [#FULL]
/// bytes and what one read of the socket brings: the loop is told when to pause, and when to go on.
final class IncomingBody extends InputStream {
    private static final int FULL = 256 << 10;
    private static final int LOW = 64 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<ByteBuf> parts = new ArrayDeque<>();
    private final Runnable begun;
    private final Runnable goOn;
    private int waiting;
    private boolean asked;
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;

    /// @param begun told once, by the reader's thread, that somebody wants the body
    /// @param goOn told by the reader's thread that the socket is to be read again
    IncomingBody(Runnable begun, Runnable goOn) {
        this.begun = begun;
        this.goOn = goOn;
    }

    // --- the event loop's side

    /// Keeps a reference of its own. False: enough for now, pause.
    boolean add(ByteBuf more) {
        lock.lock();
        try {
            if (closed || failure != null || !more.isReadable()) {
                return true;
            }
            parts.add(more.retain());
            waiting += more.readableBytes();
            paused = waiting >= FULL;
            changed.signal();
            return !paused;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// The reader gets what has come so far, then this.
    void fail(IOException cause) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                failure = cause;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    // --- the reader's side

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        boolean resume;
        int count;
        lock.lock();
        try {
            ask();
            ByteBuf part = await();
            if (part == null) {
                return -1;
            }
            count = Math.min(length, part.readableBytes());
            part.readBytes(into, from, count);
            if (!part.isReadable()) {
                parts.remove();
                part.release();
            }
            waiting -= count;
            resume = paused && waiting < LOW;
            paused = paused && !resume;
        } finally {
            lock.unlock();
        }
        if (resume) {
            goOn.run();
        }
        return count;
    }

    private void ask() {
        if (!asked) {
            asked = true;
            begun.run();
        }
    }

    /// The next part; null at the end.
    private @Nullable ByteBuf await() throws IOException {
        while (parts.isEmpty() && !ended) {
            if (closed) {
                throw new IOException("the body is closed");
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            changed.awaitUninterruptibly();
        }
        return parts.peek();
    }

    /// Drops what waits. Called by either side.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            for (ByteBuf part = parts.poll(); part != null; part = parts.poll()) {
                part.release();
            }
            waiting = 0;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
