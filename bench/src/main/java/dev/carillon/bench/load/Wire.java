package dev.carillon.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One TCP connection of a [NetLoop]: keeps what is to be sent until the turn ends, and what was read but is not
/// yet whole until the rest has come. While idle it holds no memory but itself.
abstract class Wire extends ChannelInboundHandlerAdapter {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 512;

    private final NetLoop net;
    private @Nullable Channel channel;
    private byte[] partial = NOTHING;
    private @Nullable ByteBuf outgoing;
    private boolean ended;

    Wire(NetLoop net) {
        this.net = net;
    }

    /// It is connected.
    abstract void opened();

    /// Takes what is whole of the first `length` bytes, which are only good during the call. Returns how many it
    /// took.
    abstract int received(byte[] bytes, int length);

    /// It could not connect or has ended, not by [#close]. Called at most once.
    abstract void lost(String why);

    /// From the beginning on, before it is connected.
    final void channel(Channel connecting) {
        channel = connecting;
    }

    final NetLoop net() {
        return net;
    }

    /// Sends at the end of the turn.
    final void send(byte[] bytes, int length) {
        if (ended || channel == null) {
            return;
        }
        if (outgoing == null) {
            outgoing = channel.alloc().directBuffer(Math.max(FIRST_BYTES, length));
            net.flushLater(this);
        }
        outgoing.writeBytes(bytes, 0, length);
    }

    final void send(byte[] bytes) {
        send(bytes, bytes.length);
    }

    final void flush() {
        ByteBuf out = outgoing;
        outgoing = null;
        if (out == null) {
            return;
        }
        if (channel == null || ended) {
            out.release();
        } else {
            channel.writeAndFlush(out, channel.voidPromise());
        }
    }

    /// Ends the connection; nothing is told of it.
    final void close() {
        ended = true;
        if (channel != null) {
            channel.close();
        }
    }

    final void failed(String why) {
        if (!ended) {
            close();
            lost(why);
        }
    }

    // --- from the event loop

    @Override
    public final void channelActive(ChannelHandlerContext context) {
        if (!ended) {
            opened();
        }
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        var read = (ByteBuf) message;
        byte[] bytes = net.scratch();
        int length = partial.length + read.readableBytes();
        System.arraycopy(partial, 0, bytes, 0, partial.length);
        read.readBytes(bytes, partial.length, read.readableBytes());
        read.release();
        net.readNow();
        int taken = ended ? length : received(bytes, length);
        partial = taken == length ? NOTHING : Arrays.copyOfRange(bytes, taken, length);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        failed("the server closed the connection");
    }

    @Override
    @SuppressWarnings("deprecation") // the base class warns all who override it
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(cause.toString());
    }
}
