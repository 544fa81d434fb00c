package dev.carillon.gateway.netty;

import dev.carillon.gateway.Connection;
import dev.carillon.gateway.ConnectionListener;
import dev.carillon.metrics.RateLimitedLog;
import dev.carillon.protocol.CloseCode;
import dev.carillon.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One WebSocket: the last handler of its channel, behind Netty's frame decoder. Puts messages together, answers
/// pings, and writes frames itself: what has gathered since the event loop's last turn leaves as one buffer.
///
/// The fields are used on the event loop only; other threads come in through [Outbound] and the event loop's queue.
final class WebSocketConnection extends Swept implements Connection, Runnable {
    /// What is put into one buffer; Netty is given more only while its own queue is below its high water mark.
    private static final int BATCH_BYTES = 65_536;

    /// How long a close frame may take to get through, and the other side to answer it.
    private static final int CLOSE_SECONDS = 10;

    private static final int RFC_PROTOCOL_ERROR = 1002;
    private static final int RFC_BAD_UTF8 = 1007;

    private final Channel channel;
    private final InetSocketAddress remote;
    private final Sweep sweep;
    private final Outbound outbound;
    private final ConnectionListener listener;
    private final RateLimitedLog failures;
    private @Nullable ByteBuf fragments;
    private int heard;
    private int stuckSince;
    private boolean closing;

    WebSocketConnection(Channel channel, InetSocketAddress remote, Sweep sweep, HttpFront front) {
        this.channel = channel;
        this.remote = remote;
        this.sweep = sweep;
        this.failures = front.failures();
        this.outbound = new Outbound(front.backlog());
        this.heard = sweep.now();
        this.listener = front.door().opened(this);
        sweep.add(this);
    }

    // --- from the network

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            heard = sweep.now();
            if (message instanceof WebSocketFrame frame) {
                received(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void received(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            answerClose(close);
            return;
        }
        if (closing) {
            return;
        }
        switch (frame) {
            case TextWebSocketFrame text -> data(text);
            case ContinuationWebSocketFrame more -> data(more);
            case BinaryWebSocketFrame _ ->
                listener.refused(CloseCode.BAD_FRAME, "a binary message; frames are text messages");
            case PingWebSocketFrame ping -> pong(ping.content());
            case PongWebSocketFrame _ -> {}
            default -> throw new IllegalStateException("unexpected " + frame.getClass());
        }
    }

    private void data(WebSocketFrame frame) {
        ByteBuf content = frame.content();
        int before = fragments == null ? 0 : fragments.readableBytes();
        if (before + content.readableBytes() > Limits.FRAME_BYTES) {
            dropFragments();
            listener.refused(CloseCode.TOO_LARGE, "a frame may have " + Limits.FRAME_BYTES + " bytes");
        } else if (frame.isFinalFragment()) {
            whole(before == 0 ? ByteBufUtil.getBytes(content) : joined(content));
        } else {
            if (fragments == null) {
                int likely = Math.min(2 * content.readableBytes(), Limits.FRAME_BYTES);
                fragments = channel.alloc().heapBuffer(likely, Limits.FRAME_BYTES);
            }
            fragments.writeBytes(content);
        }
    }

    private byte[] joined(ByteBuf last) {
        ByteBuf all = fragments == null ? Unpooled.EMPTY_BUFFER : fragments;
        byte[] message = new byte[all.readableBytes() + last.readableBytes()];
        int first = all.readableBytes();
        all.readBytes(message, 0, first);
        last.readBytes(message, first, message.length - first);
        return message;
    }

    private void whole(byte[] message) {
        dropFragments();
        if (Utf8.valid(message)) {
            listener.text(message);
        } else {
            fail(RFC_BAD_UTF8, "a text message is not UTF-8");
        }
    }

    private void dropFragments() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }

    /// A client that pings without reading gets no pongs, so they cannot pile up.
    private void pong(ByteBuf content) {
        if (channel.isWritable()) {
            ByteBuf pong = channel.alloc().directBuffer(2 + content.readableBytes());
            Outbound.header(pong, 0x8A, content.readableBytes());
            channel.writeAndFlush(pong.writeBytes(content), channel.voidPromise());
        }
    }

    private void answerClose(CloseWebSocketFrame frame) {
        if (!closing) {
            int code = frame.statusCode();
            close(code < 0 ? 1000 : code, "", null, true);
        }
        channel.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            boolean large = corrupted.closeStatus().code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
            malformed(large, corrupted.closeStatus().code(), corrupted.getMessage());
        } else if (cause instanceof TooLongFrameException) {
            malformed(true, 0, "");
        } else if (cause instanceof IOException) {
            channel.close();
        } else {
            failures.log(Level.ERROR, "A connection failed", cause);
            listener.refused(CloseCode.INTERNAL, "the connection failed");
        }
    }

    private void malformed(boolean large, int code, @Nullable String reason) {
        if (closing) {
            return;
        }
        if (large) {
            listener.refused(CloseCode.TOO_LARGE, "a frame may have " + Limits.FRAME_BYTES + " bytes");
        } else {
            fail(code == RFC_BAD_UTF8 ? code : RFC_PROTOCOL_ERROR, reason == null ? "" : reason);
        }
    }

    /// What is wrong below this protocol is answered with RFC 6455's own codes.
    private void fail(int code, String reason) {
        close(code, reason, null, false);
        listener.ended();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        sweep.remove(this);
        dropFragments();
        outbound.close(true);
        listener.ended();
    }

    @Override
    void tick(int now) {
        if (!closing) {
            listener.tick(now - heard, stuckSince == 0 ? 0 : now - stuckSince);
        }
    }

    // --- to the network

    @Override
    public boolean write(byte[] frame) {
        return offer(frame, 0);
    }

    @Override
    public boolean writeEntry(byte[] encoded, long seq) {
        return offer(encoded, seq);
    }

    private boolean offer(byte[] frame, long seq) {
        return switch (outbound.add(frame, seq)) {
            case QUEUED, CLOSED -> true;
            case FULL -> false;
            case QUEUED_FIRST -> {
                onLoop(this);
                yield true;
            }
        };
    }

    /// A listener that is closed has ended all its connections: what comes later is dropped, as after any end.
    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            outbound.close(true);
        }
    }

    /// Drains the queue into the channel, as far as the network keeps up.
    @Override
    public void run() {
        while (channel.isWritable()) {
            ByteBuf batch = outbound.take(channel.alloc(), BATCH_BYTES);
            if (batch == null) {
                break;
            }
            channel.write(batch, channel.voidPromise());
        }
        channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            stuckSince = 0;
            if (!closing) {
                run();
            }
        } else if (stuckSince == 0) {
            stuckSince = sweep.now();
        }
    }

    @Override
    public int waiting() {
        return outbound.waiting();
    }

    @Override
    public boolean awaitRoom(int bytes) throws InterruptedException {
        return outbound.awaitRoom(bytes);
    }

    @Override
    public void pauseReading() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void close(int code, String reason, byte @Nullable [] last, boolean discard) {
        outbound.close(discard);
        if (channel.eventLoop().inEventLoop()) {
            finish(code, reason, last);
        } else {
            onLoop(() -> finish(code, reason, last));
        }
    }

    /// Writes what is left and the close frame. The socket stays open until the other side has answered, for closing
    /// it with unread input would reset the connection, and the close frame might be lost.
    private void finish(int code, String reason, byte @Nullable [] last) {
        if (closing || !channel.isActive()) {
            return;
        }
        closing = true;
        ByteBuf batch = outbound.take(channel.alloc(), BATCH_BYTES);
        while (batch != null) {
            channel.write(batch, channel.voidPromise());
            batch = outbound.take(channel.alloc(), BATCH_BYTES);
        }
        channel.writeAndFlush(closeFrame(code, reason, last)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        channel.config().setAutoRead(true);
        channel.eventLoop().schedule(() -> channel.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private ByteBuf closeFrame(int code, String reason, byte @Nullable [] last) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, 123);
        while (length < text.length && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        ByteBuf buffer = channel.alloc().directBuffer((last == null ? 0 : last.length + 10) + 4 + length);
        if (last != null) {
            Outbound.header(buffer, 0x81, last.length);
            buffer.writeBytes(last);
        }
        Outbound.header(buffer, 0x88, 2 + length);
        return buffer.writeShort(code).writeBytes(text, 0, length);
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }
}
