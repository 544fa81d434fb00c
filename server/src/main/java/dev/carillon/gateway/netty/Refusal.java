package dev.carillon.gateway.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Turns a connection away for which there is no room. Where it can, it stays for a moment and drops what the other
/// side sends: closing a socket with unread input would reset the connection, and the answer might be lost.
final class Refusal extends ChannelInboundHandlerAdapter {
    /// How many may stay at a time, beyond all others.
    static final int STAY = 200;

    private static final int SECONDS = 3;
    private static final byte[] FULL = ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
                    + "Retry-After: 5\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private Refusal() {}

    /// @param stays whether there is room for the moment that it takes to be heard
    static void of(Channel channel, boolean stays) {
        if (!stays) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(FULL)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        channel.pipeline().addLast(new Refusal());
        channel.writeAndFlush(Unpooled.wrappedBuffer(FULL)).addListener((ChannelFutureListener) written -> {
            if (written.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
        channel.eventLoop().schedule(() -> channel.close(), SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
