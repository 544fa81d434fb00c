package dev.carillon.gateway.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Frames of one connection that wait for its event loop, in order, bounded by bytes. Many threads add; the event
/// loop takes as many as fit into one buffer, so that a burst leaves in one write.
///
/// Nothing is allocated while nothing waits: the arrays are given back when the queue runs empty.
final class Outbound {
    /// The bound: a frame is still accepted when less than this waits, so the most that can wait is one frame more.
    static final int MAX_BYTES = 1 << 20;

    private static final int FRAME_OVERHEAD = 40;

    private final Backlog backlog;

    // all guarded by this
    private byte @Nullable [][] frames;
    private long @Nullable [] seqs;
    private int head;
    private int size;
    private int bytes;
    private boolean scheduled;
    private boolean closed;
    private int waiters;

    enum Offer {
        /// Taken, and the event loop knows already.
        QUEUED,
        /// Taken; the caller must tell the event loop to drain.
        QUEUED_FIRST,
        /// A bound is reached, of this connection or of all together: not taken.
        FULL,
        /// The connection ends: dropped, which is all right.
        CLOSED
    }

    Outbound(Backlog backlog) {
        this.backlog = backlog;
    }

    /// @param seq 0 for a frame that goes out as it is
    synchronized Offer add(byte[] frame, long seq) {
        if (closed) {
            return Offer.CLOSED;
        }
        if (bytes >= MAX_BYTES || backlog.refuses(bytes)) {
            return Offer.FULL;
        }
        append(frame, seq);
        become(bytes + frame.length + FRAME_OVERHEAD);
        if (scheduled) {
            return Offer.QUEUED;
        }
        scheduled = true;
        return Offer.QUEUED_FIRST;
    }

    private void become(int waiting) {
        backlog.changed(bytes, waiting);
        bytes = waiting;
    }

    private void append(byte[] frame, long seq) {
        if (frames == null || seqs == null) {
            frames = new byte[4][];
            seqs = new long[4];
            head = 0;
        } else if (head + size == frames.length) {
            int capacity = size * 2 > frames.length ? frames.length * 2 : frames.length;
            byte[][] moved = new byte[capacity][];
            long[] movedSeqs = new long[capacity];
            System.arraycopy(frames, head, moved, 0, size);
            System.arraycopy(seqs, head, movedSeqs, 0, size);
            frames = moved;
            seqs = movedSeqs;
            head = 0;
        }
        frames[head + size] = frame;
        seqs[head + size] = seq;
        size++;
    }

    synchronized int waiting() {
        return bytes;
    }

    /// False when closed.
    synchronized boolean awaitRoom(int limit) throws InterruptedException {
        while (bytes >= limit && !closed) {
            waiters++;
            try {
                wait();
            } finally {
                waiters--;
            }
        }
        return !closed;
    }

    /// The next frames as WebSocket text messages: at least one, and as many as stay within `limit` bytes. Null when
    /// nothing waits; then the next [#add] asks to drain again.
    synchronized @Nullable ByteBuf take(ByteBufAllocator allocator, int limit) {
        if (size == 0 || frames == null || seqs == null) {
            scheduled = false;
            return null;
        }
        int count = 0;
        int total = 0;
        while (count < size) {
            int more = frames[head + count].length + FRAME_OVERHEAD;
            if (count > 0 && total + more > limit) {
                break;
            }
            total += more;
            count++;
        }
        ByteBuf buffer = allocator.directBuffer(total);
        for (int i = 0; i < count; i++) {
            put(buffer, frames[head + i], seqs[head + i]);
        }
        drop(count, total);
        return buffer;
    }

    private void drop(int count, int total) {
        become(bytes - total);
        size -= count;
        if (size == 0) {
            frames = null;
            seqs = null;
            head = 0;
        } else if (frames != null) {
            Arrays.fill(frames, head, head + count, null);
            head += count;
        }
        if (waiters > 0) {
            notifyAll();
        }
    }

    /// No more frames are taken, and whoever waits for room is told.
    synchronized void close(boolean discard) {
        closed = true;
        if (discard) {
            drop(size, bytes);
        }
        notifyAll();
    }

    /// One text message: `frame`, or with a seq the same object with the member `seq` in front.
    private static void put(ByteBuf buffer, byte[] frame, long seq) {
        if (seq == 0) {
            header(buffer, 0x81, frame.length);
            buffer.writeBytes(frame);
        } else {
            String digits = Long.toString(seq);
            header(buffer, 0x81, frame.length + 7 + digits.length());
            buffer.writeCharSequence("{\"seq\":", StandardCharsets.US_ASCII);
            buffer.writeCharSequence(digits, StandardCharsets.US_ASCII);
            buffer.writeByte(',');
            buffer.writeBytes(frame, 1, frame.length - 1);
        }
    }

    /// Head of an unmasked, unfragmented WebSocket frame.
    static void header(ByteBuf buffer, int finAndOpcode, int length) {
        buffer.writeByte(finAndOpcode);
        if (length < 126) {
            buffer.writeByte(length);
        } else if (length < 65_536) {
            buffer.writeByte(126).writeShort(length);
        } else {
            buffer.writeByte(127).writeLong(length);
        }
    }
}
