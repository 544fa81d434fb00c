package dev.carillon.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// The caller's thread as an event loop over the sockets of many clients. Each [#turn] reads what there is, then
/// lets every connection that has something to say write once.
public final class NetLoop implements AutoCloseable {
    private static final int READ_BYTES = 32_768;
    /// A frame of the server and what was read behind it.
    private static final int SCRATCH_BYTES = 1 << 20;
    /// A wait shorter than this is spun, because the system wakes a sleeper up to 0.1 ms late.
    private static final long SPIN_NANOS = 600_000;
    /// Addresses of the loopback that connections come from in turn: one has only some 28,000 ports, and each is
    /// taken for a while after its connection has ended.
    private static final int SOURCES = 32;

    private final ManualIoEventLoop events = new ManualIoEventLoop(Thread.currentThread(), EpollIoHandler.newFactory());
    /// Kept by this thread, which is none of Netty's.
    private final ByteBufAllocator buffers = new PooledByteBufAllocator(true, 0, 1, 8_192, 6, 256, 64, true);

    private final InetSocketAddress server;
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private List<Wire> talking = new ArrayList<>();
    private List<Wire> flushing = new ArrayList<>();
    private long now = System.nanoTime();
    private int opened;
    private int open;

    public NetLoop(InetSocketAddress server) {
        this.server = server;
    }

    /// Begins to connect; the wire is told how that went.
    void open(Wire wire) {
        var source = new InetSocketAddress("127.0.0." + (1 + opened++ % SOURCES), 0);
        ChannelFuture connecting = new Bootstrap()
                .group(events)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, buffers)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
                .handler(wire)
                .connect(server, source);
        wire.channel(connecting.channel());
        open++;
        connecting.channel().closeFuture().addListener(_ -> open--);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                wire.failed(String.valueOf(done.cause()));
            }
        });
    }

    /// Serves the connections once.
    ///
    /// @param waitNanos how long it may wait for something to come
    void turn(long waitNanos) {
        flush();
        // a wait sets a timer first, which is for nothing when there is something to read
        if (events.runNow() == 0) {
            if (waitNanos >= SPIN_NANOS) {
                events.run(waitNanos);
            } else {
                Thread.yield();
            }
        }
        flush();
    }

    private void flush() {
        if (!talking.isEmpty()) {
            List<Wire> turn = talking;
            talking = flushing;
            flushing = turn;
            turn.forEach(Wire::flush);
            turn.clear();
        }
    }

    // --- for the wires

    void flushLater(Wire wire) {
        talking.add(wire);
    }

    byte[] scratch() {
        return scratch;
    }

    void readNow() {
        now = System.nanoTime();
    }

    /// When the bytes that are being handled were read.
    long now() {
        return now;
    }

    /// Waits until all wires, which must have been closed before, have let go.
    @Override
    public void close() {
        while (open > 0) {
            events.runNow();
        }
        events.shutdown();
        while (!events.isTerminated()) {
            events.run(1_000_000);
        }
    }
}
